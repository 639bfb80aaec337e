# %% [markdown]
# # 1 · The corpus: what there is, what was cleaned away, what is missing
#
# **Question.** Five web pages speak of the plans of three districts of Changchun. What are
# they, how much of each page is the text and how much the site around it, and which parts
# of a work report do they have at all?
#
# **Method.** `data/catalog.toml` lists the pages with their SHA-256 and what is known of
# them. Reading checks each hash, takes the site's own lines out by named rules
# (`textkit.cleaning_rules`), and splits the rest into parts by its headings.

# %% tags=["parameters"]
import pandas as pd
from IPython.display import Markdown

import textkit as tk
from textkit.corpus import (
    describe_corpus,
    normalizing_changes,
    proposed_metadata,
    removed_lines,
)
from textkit.outline import heading_table

study = tk.open_study("01-corpus")
choices = study.choices

# %% [markdown]
# ## What there is

# %%
corpus = tk.read_corpus(study.path("catalog"), corrections=study.path("corrections"))
documents = study.save_table(
    "documents",
    corpus[["document", "district", "genre", "delivered", "period", "completeness", "note"]].assign(
        characters=describe_corpus(corpus)["text_characters"]
    ),
)
documents

# %% tags=["finding"]
complete = corpus.loc[corpus["completeness"] == "complete", "document"]
longest, shortest = documents["characters"].max(), documents["characters"].min()
Markdown(
    f"There are **{len(corpus)} documents** from **{corpus['district'].nunique()} districts** in "
    f"**{corpus['genre'].nunique()} genres**. Only {'、'.join(complete)} is complete. The longest "
    f"text has {longest:,} characters, the shortest {shortest:,}: {longest / shortest:.1f} times "
    f"as few. {corpus['delivered'].isna().sum()} documents bear no date."
)

# %% [markdown]
# ## What was cleaned away
#
# No line is edited: a line of the page is either kept or taken out, and every line taken
# out is listed with the rule that took it (`data/derived/01-corpus-removed.csv`).

# %%
account = study.save_table("account", describe_corpus(corpus).assign(document=corpus["document"]))
removed = removed_lines(corpus).merge(corpus[["doc_id", "document"]], on="doc_id")
removed = study.save_table("removed", removed[removed["rule"] != "blank line"])
removed.drop(columns="doc_id").head(12)

# %%
by_rule = (
    pd.crosstab(removed["rule"], removed["document"])
    .reindex(columns=corpus["document"], fill_value=0)
    .melt(ignore_index=False, var_name="document", value_name="n_lines")
    .reset_index()
)
by_rule = study.save_table("removed-lines", by_rule)
study.save_figure("removed-lines", "removed_lines")

# %% tags=["finding"]
forum = account.loc[account["removed"].idxmax()]
share_of_page = 1 - account["text_characters"].sum() / account["page_characters"].sum()
untouched = account.loc[account["removed"] == 0, "document"]
Markdown(
    f"Of {account['lines'].sum()} lines on the pages {account['blank'].sum()} are blank, "
    f"{account['removed'].sum()} were taken out and {account['kept'].sum()} kept; what went is "
    f"{share_of_page:.1%} of the characters. Most lines went from {forum['document']} "
    f"({forum['removed']}: a forum's frame around the report). "
    f"From {'、'.join(untouched) or 'no page'} nothing was taken out."
)

# %% [markdown]
# What that looks like on a page: struck through is what went, in the margin the rule.

# %%
page = corpus.set_index("doc_id")["page"]
tk.clean_text(page[choices["shown_page"]])

# %% [markdown]
# ## What the pages say of themselves
#
# Title, place, date of delivery, speaker and genre are *proposed* from the lines above the
# text and from those that cleaning took out. The catalogue remains the word of a person (the
# check below compares the two); where two lines of a page disagree, both are shown.

# %%
names = corpus[["doc_id", "document"]]
proposals = proposed_metadata(corpus).merge(names, on="doc_id")[
    ["document", "field", "value", "line", "text", "basis", "agrees"]
]
proposals = study.save_table("proposals", proposals)
proposals[~proposals["agrees"]]

# %% tags=["finding"]
unsettled = proposals[~proposals["agrees"]]
disputed = unsettled.drop_duplicates(["field", "document", "value"])
disputed = disputed.groupby(["field", "document"], sort=False)["value"].agg(" or ".join)
silent = corpus.loc[~corpus["document"].isin(proposals["document"]), "document"]
Markdown(
    f"{len(proposals)} proposals come from {proposals['document'].nunique()} of {len(corpus)} pages; "
    f"{'、'.join(silent) or 'no page'} says nothing of itself. The lines disagree on: "
    + study.in_words(disputed.reset_index(), "the {field} of **{document}** ({value})", joiner="; ")
    + ". A report read out late in a year is about the year to come, so both can be right; the "
    "catalogue keeps the day of delivery."
)

# %% [markdown]
# ## What normalising would change
#
# Nothing is normalised here: the figures rest on the pages' own characters. What each
# switch of `tk.normalize_text` would change is counted instead.

# %%
switches = normalizing_changes(corpus, simplify=True).merge(names, on="doc_id")
normalising = study.save_table(
    "normalising", switches.groupby(["document", "switch"], sort=False)["n"].sum().reset_index()
)
normalising

# %% [markdown]
# ## Which parts of a report there are

# %%
passages = tk.split(corpus, into="paragraph")
headings = heading_table(corpus).merge(corpus[["doc_id", "document"]], on="doc_id")
headings = study.save_table("headings", headings)
headings.loc[
    headings["document"] == "南关·报告", ["level", "number", "heading", "part", "note"]
].head(12)

# %%
body = passages[passages["kind"] != "front"]
parts = (
    body.assign(characters=body["text"].str.len())
    .groupby(["document", "part"], sort=False)["characters"]
    .sum()
    .reset_index()
)
parts = study.save_table("parts", parts)
study.save_figure(
    "parts",
    "parts",
    options={"order": ["回顾", "形势", "目标", "任务", "自身建设", "结语", "other"]},
)

# %% tags=["finding"]
shared = parts.groupby("part")["document"].nunique()
common = shared[shared == len(corpus)].index.tolist()
only_once = shared[shared == 1].index.tolist()
tasks = parts[parts["part"] == "任务"]
Markdown(
    f"The only part that all {len(corpus)} documents have is **{'、'.join(common)}**; "
    f"{'、'.join(only_once)} is found in one document only. In the parts called 任务 there are "
    f"{tasks['characters'].sum():,} characters, between {tasks['characters'].min():,} and "
    f"{tasks['characters'].max():,} per document."
)

# %% [markdown]
# The year that a part speaks of, as headings, dates and the catalogue's period tell it; empty
# where a page does not tell:

# %%
years = (
    body.groupby(["document", "part", "from_year", "to_year"], sort=False, dropna=False)
    .size()
    .rename("n_paragraphs")
    .reset_index()
)
years = study.save_table("years", years)
years

# %% [markdown]
# ## What is wrong with the corpus as a whole
#
# Duplicates, truncated copies, fragments, texts that are no report, and years or places
# that contradict the catalogue: each finding with its evidence.

# %%
check = tk.check_corpus(corpus)
check = study.save_table("check", check.merge(corpus[["doc_id", "document"]], on="doc_id"))
check[["document", "finding", "severity", "evidence"]]

# %% tags=["finding"]
fragments = check[check["finding"] == "fragment"]
duplicates = check[check["finding"].str.contains("duplicate|contained")]
Markdown(
    f"The check finds {len(check)} things to look at: "
    + study.in_words(fragments, "**{document}** is a fragment ({evidence})", joiner="; ")
    + f". {len(duplicates) or 'No'} document repeats another."
)

# %% [markdown]
# ## What follows from this, and what does not
#
# - Any comparison between districts is also one between genres (report, plan, press
#   article) and between a complete text and fragments. Later notebooks therefore compare
#   like parts with like parts, mostly 任务, and put an interval on what they claim.
# - The fragments begin and end in mid-list. That a theme is *absent* from a fragment says
#   nothing about the district; only the presence of words can be read.
# - The article on 绿园区 is a journalist's summary: its wording is not the government's.
# - The part of a text under no heading is a judgement, recorded as `default_part` in the
#   catalogue.
