# %% [markdown]
# # 1 · The corpus: what there is, what was cleaned away, what to settle

# %% tags=["parameters"]
from IPython.display import Markdown

import textkit as tk
from textkit.corpus import describe_corpus, proposed_metadata, removed_lines

study = tk.open_study("01-corpus")
choices = study.choices

# %%
corpus = tk.read_corpus(study.path("catalog"))
documents = study.save_table(
    "documents", corpus.drop(columns=["text", "page"]).merge(describe_corpus(corpus), on="doc_id")
)
documents

# %% tags=["finding"]
sizes = documents["text_characters"]
unsettled = study.path("catalog").read_text(encoding="utf-8").count("  # please check:")
Markdown(
    f"There are **{len(documents):,} documents** of {sizes.min():,} to {sizes.max():,} characters, "
    f"{sizes.sum():,} in all. Groups are compared by "
    f"**{choices['group'] or 'nothing: no variable parts the documents'}**; time is "
    f"{choices['time'] or 'not known'}. {unsettled or 'No'} values in the catalogue are marked "
    "“please check”."
)

# %% [markdown]
# ## What was cleaned away
#
# No line is edited: it is kept, or taken out by a rule and listed here.

# %%
removed = removed_lines(corpus)
removed = study.save_table("removed", removed[removed["rule"] != "blank line"])
removed["rule"].value_counts().rename("n_lines").to_frame()

# %% [markdown]
# ## What the pages say of themselves, where their lines disagree

# %%
proposals = study.save_table("proposals", proposed_metadata(corpus, by_file=True))
proposals[~proposals["agrees"]].head(20)

# %% [markdown]
# ## What may be wrong

# %%
check = study.save_table("check", tk.check_corpus(corpus))
check[["doc_id", "finding", "severity", "other", "evidence"]].head(20)

# %% tags=["finding"]
errors = check[check["severity"] == "error"]
Markdown(
    f"The check finds {len(errors)} errors and {len(check) - len(errors)} things to look at. "
    + (
        study.in_words(errors.head(5), "**{doc_id}**: {finding} ({evidence})")
        if len(errors)
        else ""
    )
)

# %% [markdown]
# ## Parts

# %%
passages = study.check(tk.split(corpus))
body = passages[passages["kind"] != "front"]
parts = body.assign(characters=body["text"].str.len()).groupby(["doc_id", "part"], sort=False)
parts = study.save_table("parts", parts["characters"].sum().reset_index())
if choices["reports"]:
    shown = parts.groupby("part")["characters"].agg(["sum", "count"])
else:
    shown = Markdown("The texts have no parts of work reports; they are taken whole.")
shown
