# %% [markdown]
# # 5 · Priorities: what is promised, how firmly, and what is spoken of
#
# Quantified targets with value, year and verb; the share of attention by theme
# (`data/hand/themes.toml`), with a bootstrap interval over paragraphs; how firmly sentences
# promise (`data/hand/commitment.toml`). Every row opens to its sentence.

# %% tags=["parameters"]
from IPython.display import Markdown

import textkit as tk
from textkit.priorities import commitment_scores

study = tk.open_study("05-priorities")
choices = study.choices
group, time = choices["group"] or "doc_id", choices["time"]
draws = {key: choices[key] for key in ("confidence", "n_resamples", "seed")}

# %%
corpus = tk.read_corpus(study.path("catalog"))
passages = study.check(tk.split(corpus))
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
tokens = segmenter.segment(passages[passages["kind"] != "front"])
tokens = tokens.keep(stopwords=choices["language"])
few = tokens.passages[group].nunique() <= 8
tokens

# %% [markdown]
# ## Targets

# %%
targets = tk.find_targets(corpus) if choices["language"] == "zh" else tk.find_targets("")
if len(targets):
    targets = study.save_table("targets", targets)
    columns = ["doc_id", "indicator", "low", "high", "unit", "qualifier", "target_year", "kind"]
    shown = study.in_full(targets[columns].head(15))
else:
    shown = Markdown(
        "No quantified targets were found"
        + ("." if choices["language"] == "zh" else ": they are looked for in Chinese text only.")
    )
shown

# %% tags=["finding"]
if len(targets):
    set_ = targets[targets["kind"] == "target"]
    shown = Markdown(
        f"There are {len(set_):,} targets and {len(targets) - len(set_):,} achievements in "
        f"{targets['doc_id'].nunique():,} documents; set most often: "
        f"{'、'.join(set_['indicator'].value_counts().index[:5]) or 'none'}."
    )
else:
    shown = Markdown("")
shown

# %% [markdown]
# ## The targets that most documents set
#
# An indicator under all its names; the middle value and the range, over all documents and, where
# there is time, the middle value at each point of it.

# %%
if len(targets) and len(set_):
    set_ = set_[set_["low"].notna()]
    set_ = set_.assign(name=set_["key"].astype("object").fillna(set_["indicator"]))
    by_name = set_.groupby(["name", "measure", "unit"])
    most = by_name.agg(
        indicator=("indicator", lambda names: names.mode().iloc[0]),
        n_documents=("doc_id", "nunique"),
        middle=("low", "median"),
        least=("low", "min"),
        greatest=("high", "max"),
    ).nlargest(choices["most_targets"], "n_documents")
    if time:
        years = set_[time].astype("str").str[:4]
        middles = set_.pivot_table("low", ["name", "measure", "unit"], years, aggfunc="median")
        most = most.join(middles)
    most = study.save_table("most-set", most.reset_index().drop(columns="name"))
    shown = study.in_full(most.head(15))
else:
    shown = Markdown("")
shown

# %% [markdown]
# ## Attention by theme

# %%
attention = tk.attention(
    tokens, study.path("themes"), by=group, denominator=choices["denominator"], **draws
)
if attention["n"].sum():
    attention = study.save_table("attention", attention)
    shown = (
        study.save_figure("attention", "attention", options={"group": group}) if few else attention
    )
else:
    shown = Markdown(
        "No word of any theme occurs. Write themes for these texts into data/hand/themes.toml."
    )
shown

# %% [markdown]
# ## How firmly sentences promise

# %%
if choices["reports"]:
    shown = study.save_table(
        "commitment",
        commitment_scores(tokens, study.path("commitment"), by=group, **draws),
    )
else:
    shown = Markdown("The texts are no work reports, so promises are not graded.")
shown
