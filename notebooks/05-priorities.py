# %% [markdown]
# # 5 · Priorities: attention, order of mention, firmness of promise
#
# **Question.** How much room do the documents give to which theme, what do they name first,
# and how firmly do they promise?
#
# **Method.** Themes are lists of words with reasons (`data/hand/themes.toml`), found in the
# text whatever the segmentation, longest first, never counted twice. A share comes with a
# bootstrap interval over paragraphs. To compare like with like, the main figure uses only
# the part that every document has, 任务. Firmness is counted by graded words
# (`data/hand/commitment.toml`).

# %% tags=["parameters"]
from IPython.display import Markdown
from scipy.stats import norm

import textkit as tk
from textkit.priorities import commitment, first_mentions, theme_words

study = tk.open_study("05-priorities")
choices = study.choices
bootstrap = {
    "confidence": choices["confidence"],
    "n_resamples": choices["n_resamples"],
    "seed": choices["seed"],
}
by_district = {"group": "district", "colours": dict(study.figure_settings["colours"])}

# %%
corpus = tk.read_corpus(study.path("catalog"), corrections=study.path("corrections"))
passages = tk.split(corpus, into="paragraph")
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
tokens = segmenter.segment(passages[passages["kind"] != "front"]).keep(stopwords="zh")
tasks = tokens.where(tokens.passages["part"] == choices["compared_part"])
tasks

# %% [markdown]
# ## Attention by theme, in the tasks of all three districts

# %%
attention = study.save_table(
    "attention", tk.attention(tasks, study.path("themes"), by="district", **bootstrap)
)
study.save_figure("attention", "attention", options=by_district)

# %% tags=["finding"]
most = attention.loc[attention.groupby("district", sort=False)["share"].idxmax()]
found = attention[attention["n"] > 0]  # a theme that is not found has no interval to speak of
spread = found.groupby("theme").agg(low=("low", "max"), high=("high", "min"))
apart = spread.index[spread["low"] > spread["high"]].tolist()
n_districts = attention["district"].nunique()
pairs = attention["theme"].nunique() * n_districts * (n_districts - 1) // 2
by_chance = 2 * norm.sf(norm.isf((1 - choices["confidence"]) / 2) * 2**0.5)
Markdown(
    "Most words of the tasks go to "
    + study.in_words(
        most, "**{theme}** in {district} ({share:.1%} of the tokens, {low:.1%} to {high:.1%})"
    )
    + f". The intervals of at least two districts do not overlap for: {'、'.join(apart) or 'none'}. "
    f"Of {pairs} pairs of intervals, {pairs * by_chance:.1f} would part by chance alone (two "
    f"intervals of equal width do in {by_chance:.1%} of pairs). All other differences may be due "
    "to which paragraphs the pages have."
)

# %% [markdown]
# ### Does it hang on the denominator?
#
# The same shares by tokens, characters, passages and matches. A ranking of themes that
# changes with the denominator is not a finding.

# %%
denominators = study.save_table(
    "denominators",
    tk.attention(
        tasks,
        study.path("themes"),
        by="district",
        denominator=choices["denominators"],
        **bootstrap,
    ),
)
leaders = denominators.loc[
    denominators.groupby(["district", "denominator"], sort=False)["share"].idxmax()
]
leaders = leaders.pivot(index="district", columns="denominator", values="theme")
leaders[choices["denominators"]]

# %% tags=["finding"]
agreed = leaders.index[leaders.nunique(axis=1) == 1].tolist()
Markdown(
    f"The leading theme is the same under all {len(choices['denominators'])} denominators in "
    f"{'、'.join(agreed) or 'no district'}."
)

# %% [markdown]
# ### Document by document
#
# Three of the five documents are 二道区's: do they agree among themselves?

# %%
documents = study.save_table(
    "documents", tk.attention(tasks, study.path("themes"), by="document", **bootstrap)
)
study.save_figure("documents", "attention", options={"group": "document"})

# %% [markdown]
# ### Which words carry a theme

# %%
words = study.save_table("theme-words", theme_words(tasks, study.path("themes")))
words = words[words["count"] > 0].sort_values("count", ascending=False, kind="stable")
words.groupby("theme", sort=False).head(4).sort_values(["theme", "count"], ascending=[True, False])

# %% tags=["finding"]
carried = words.groupby("theme", sort=False)["count"].agg(["max", "sum"])
heavy = (carried["max"] / carried["sum"]).sort_values(ascending=False)
Markdown(
    f"The theme that hangs most on a single word is {heavy.index[0]}: its commonest word makes up "
    f"{heavy.iloc[0]:.0%} of its matches."
)

# %% [markdown]
# ## What is named first
#
# The rank of each theme by the first paragraph of the tasks in which it leads all others.
# Only whole texts have an order; in the fragments the beginning is missing, so the picture
# shows the order *of what is there*.

# %%
mentions = first_mentions(tasks, study.path("themes"), by="document")
never = mentions[mentions["rank"].isna()]
mentions = study.save_table("mentions", mentions.dropna(subset=["rank"]))
study.save_figure("mentions", "mentions", options={"group": "document"})

# %% tags=["finding"]
openers = mentions[mentions["rank"] == 1]
Markdown(
    "First comes "
    + study.in_words(openers, "{theme} in {document}", joiner=", ")
    + ". No paragraph is led by "
    + study.in_words(never, "{theme} in {document}", joiner=", ", none="no theme")
    + ". 二道·报告 and 二道·任务 begin in mid-text: theirs is the first theme of the fragment, "
    "not of the report."
)

# %% [markdown]
# ## How firmly

# %%
commitment = study.save_table(
    "commitment", commitment(tasks, study.path("commitment"), by="district", **bootstrap)
)
study.save_figure("commitment", "commitment", options=by_district)

# %% tags=["finding"]
grades = commitment["grade"].unique()
firmest = commitment[commitment["grade"] == grades[0]].sort_values("per_10k", ascending=False)
lead, last = firmest.iloc[0], firmest.iloc[-1]
Markdown(
    f"Words of the firmest grade ({grades[0]}) are commonest in {lead['district']} "
    f"({lead['per_10k']:.0f} per 10,000 tokens, {lead['low']:.0f} to {lead['high']:.0f}) and rarest in "
    f"{last['district']} ({last['per_10k']:.0f}, {last['low']:.0f} to {last['high']:.0f}). The intervals "
    f"{'do not overlap' if last['high'] < lead['low'] else 'overlap'}. 绿园区 is a journalist's "
    "summary, whose verbs are partly the journalist's."
)

# %% [markdown]
# ## Caveat
#
# Room on paper is not money spent. Negation and scope are not read (“不” before a firm word
# is not seen). A district here is one to three documents of different genres; the intervals
# are over paragraphs within them, not over what the districts might have written.
