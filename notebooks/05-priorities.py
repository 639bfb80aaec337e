# %% [markdown]
# # 5 · Priorities: what is promised, how firmly, to whom, by when
#
# **Question.** Which goals do the documents set, with what number and deadline? How much room
# do they give to which theme, what do they name first, and how firmly do they promise?
#
# **Method.** Targets are read from the sentences: indicator, value, unit, year, verb
# (`tk.find_targets`; what it finds and misses was counted against a set made by hand). Themes
# are lists of words with reasons (`data/hand/themes.toml`), found in the text whatever the
# segmentation, longest first, never counted twice. Graded words (`data/hand/commitment.toml`)
# count unless denied, quoted or part of a name. Shares and scores come with bootstrap
# intervals over paragraphs; to compare like with like, only the part that every document
# has, 任务, is compared between districts.

# %% tags=["parameters"]
import pandas as pd
from IPython.display import Markdown
from scipy.stats import norm

import textkit as tk
from textkit.hand import read_themes
from textkit.labels import label_table, read_labels
from textkit.priorities import (
    attention_without_words,
    commitment_scores,
    commitment_without_words,
    compare_attention,
    first_mentions,
    label_by_words,
    link_levels,
    missing_parents,
    same_promises,
    score_labels,
    target_table,
    target_themes,
)

study = tk.open_study("05-priorities")
choices = study.choices
bootstrap = {
    "confidence": choices["confidence"],
    "n_resamples": choices["n_resamples"],
    "seed": choices["seed"],
}
themes, grades = study.path("themes"), study.path("commitment")
colours = {"colours": dict(study.figure_settings["colours"])}
by_district = {"group": "district", **colours}

# %%
corpus = tk.read_corpus(study.path("catalog"), corrections=study.path("corrections"))
passages = tk.split(corpus, into="paragraph")
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
tokens = segmenter.segment(passages[passages["kind"] != "front"]).keep(stopwords="zh")
tasks = tokens.where(tokens.passages["part"] == choices["compared_part"])
tasks

# %% [markdown]
# ## Targets: what is to be reached, and what was

# %%
targets = tk.find_targets(corpus, indicators=study.path("indicators"))
targets = study.save_table(
    "targets",
    targets[
        [
            "district",
            "document",
            "doc_id",
            "indicator",
            "key",
            "measure",
            "low",
            "high",
            "unit",
            "qualifier",
            "from_year",
            "target_year",
            "verb",
            "commitment",
            "kind",
            "part",
            "sentence",
            "start",
            "end",
        ]
    ],
)
planned = targets[targets["kind"] == "target"]
reached = targets[targets["kind"] == "achievement"]
planned.drop(columns=["doc_id", "sentence", "start", "end", "kind"]).head(12)

# %% tags=["finding"]
per_document = planned.groupby("document", sort=False).size().rename("n").reset_index()
undated = planned["target_year"].isna()
guaranteed = planned["commitment"] == choices["firmest"]
Markdown(
    f"The five pages set **{len(planned)} quantified targets** ("
    + study.in_words(per_document, "{document} {n}", joiner=", ")
    + f") and report {len(reached)} achievements, in {'、'.join(reached['document'].unique())} (only "
    f"one page has a review). {undated.sum()} targets have no "
    f"year that the page tells; {guaranteed.sum()} are introduced by a word of the firmest grade "
    f"({choices['firmest']})."
)

# %% [markdown]
# Every target is one mark, under the theme whose words its indicator has, or else its sentence;
# a column is a deadline. How many targets a page sets says first of all how long the page is.

# %%
agenda = study.save_table("agenda", target_themes(planned, themes, segmenter=segmenter))
study.save_figure("agenda", "target_agenda", options=by_district)

# %%
by_theme = (
    agenda[agenda["theme"] != ""].groupby(["district", "theme"]).size().rename("n").reset_index()
)
foremost = by_theme.loc[by_theme.groupby("district")["n"].idxmax()]
read_in = agenda["theme_from"].value_counts()
Markdown(
    "Most targets stand under "
    + study.in_words(foremost, "**{theme}** in {district} ({n})", joiner=", ")
    + f". The theme was read from the indicator for {read_in.get('indicator', 0)} targets, from the "
    f"sentence for {read_in.get('sentence', 0)}; {read_in.get('', 0)} have no word of any theme."
)

# %% [markdown]
# Each target of the listed indicators, with deadline and firmness:

# %%
listed = study.save_table("listed-targets", planned[planned["key"].notna()])
study.save_figure("listed-targets", "targets", options=by_district)

# %% [markdown]
# ### The same promise, seen twice
#
# Targets of one indicator that ask the same of a year, in two documents of one district:

# %%
promises = same_promises(tk.find_targets(corpus), within="district")
names = corpus.set_index("doc_id")["document"]
promises = study.save_table(
    "same-promises",
    promises.assign(
        document_a=promises["doc_id_a"].map(names), document_b=promises["doc_id_b"].map(names)
    ),
)
promises[["indicator", "unit", "yearly", "document_a", "low_a", "years_a", "document_b", "low_b"]]

# %% tags=["finding"]
spread = promises[(promises["years_a"] > 1) & (promises["years_b"] == 1)]
Markdown(
    f"{len(promises)} pairs of targets ask the same. What one document promises for several years, "
    "others promise a year: "
    + study.in_words(
        spread,
        "**{indicator}** {low_a:,.0f} {unit} in {years_a} years in {document_a}, {low_b:,.0f} a year in "
        "{document_b}",
    )
    + ". That fits a plan, a report and an undated fragment that speak of the same five years; it "
    "does not prove it."
)

# %% [markdown]
# ### Promise against achievement
#
# Only 南关·报告 has a review. Where it sets a target for an indicator that it also reports on,
# both are put side by side, divided by the years they span: a level reached over five years
# and one aimed at for the next year are not the same otherwise.

# %%
per_year = targets.assign(
    years=(targets["target_year"] - targets["from_year"] + 1).fillna(1).astype(int)
)
per_year["yearly"] = per_year["low"] / per_year["years"].where(
    per_year["measure"].isin(["count", "level"]), 1
)
sides = per_year[per_year["key"].notna() & per_year["low"].notna()]
shared = ["district", "key", "measure", "unit"]
both = sides[sides["kind"] == "achievement"].merge(
    sides[sides["kind"] == "target"], on=shared, suffixes=("_achievement", "_promise")
)
both = study.save_table("promise-achievement", both)
both[
    [
        "district",
        "indicator_promise",
        "low_achievement",
        "years_achievement",
        "yearly_achievement",
        "low_promise",
        "years_promise",
        "yearly_promise",
        "unit",
    ]
]

# %%
study.save_figure("promise-achievement", "promise_and_achievement")

# %% [markdown]
# ### Absent, or only named
#
# What a report sets no target for is not what a program failed to find: an indicator that is
# named without a number is `mentioned`, one that never occurs is `absent`.

# %%
status = target_table(tk.find_targets(corpus), corpus, indicators=study.path("indicators"))
status = study.save_table(
    "indicators", status[["doc_id", "key", "label_zh", "label_en", "status"]].drop_duplicates()
)
pd.crosstab(
    status["label_zh"], status["doc_id"].map(names), values=status["status"], aggfunc="first"
)[corpus["document"].tolist()].loc[lambda table: (table != "absent").any(axis=1)]

# %% [markdown]
# ### Who stands above
#
# Targets of a district could be held against those of its city (amplification), and its wording
# against the city's (adoption). The catalogue knows who stands above whom; what is there to
# join:

# %%
dated = corpus[(corpus["genre"] == choices["genre"]) & corpus["delivered"].notna()]
links = link_levels(dated, place="district", year="delivered")
above = study.save_table("levels", missing_parents(links))
above

# %% tags=["finding"]
Markdown(
    study.in_words(above, "{n_reports} reports of {parent}'s districts: {status}")
    + ". So nothing is joined here; `benchmarks/levels.py` does it for prefectures, provinces and "
    "the State Council on a corpus that has them."
)

# %% [markdown]
# ## Attention by theme, in the tasks of all three districts

# %%
attention = study.save_table("attention", tk.attention(tasks, themes, by="district", **bootstrap))
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
    f"intervals of equal width do in {by_chance:.1%} of pairs): one that was picked from so many "
    "is no finding by itself, and notebook 7 shows that this one does not survive the picking."
)

# %% [markdown]
# ### How well do the words find the themes?
#
# 200 sentences were labelled by hand (`data/hand/gold-themes.tsv`: two passes, disagreements
# kept). Precision: of the sentences in which a word of the theme stands, how many are about it;
# recall: of those about it, in how many one stands.

# %%
labels = read_labels(study.path("gold_themes"))
names_of_themes = list(read_themes(themes))
sentences = labels[["doc_id", "start", "text"]].assign(passage_id=range(len(labels)))
words_say = label_by_words(segmenter.segment(sentences).keep(), themes)
validation = study.save_table(
    "validation", score_labels(words_say, label_table(labels["settled"], names_of_themes))
)
validation[
    [
        "theme",
        "n_gold",
        "precision",
        "precision_low",
        "precision_high",
        "recall",
        "recall_low",
        "recall_high",
    ]
]

# %% tags=["finding"]
overall = validation.iloc[-1]
weak = validation.iloc[:-1].sort_values("precision").iloc[0]
Markdown(
    f"Over all themes the words are right in {overall['precision']:.0%} of sentences and find "
    f"{overall['recall']:.0%}. They are least precise for {weak['theme']} ({weak['precision']:.0%}): "
    "shares of themes are measured with that much error, whatever their intervals say."
)

# %% [markdown]
# ### Does it hang on the denominator, or on a word?
#
# The same shares by tokens, characters, sentences and headings; then with any one word of the
# dictionary left out.

# %%
denominators = study.save_table(
    "denominators",
    tk.attention(tasks, themes, by="district", denominator=choices["denominators"], **bootstrap),
)
leaders = denominators.loc[
    denominators.groupby(["district", "denominator"], sort=False)["share"].idxmax()
]
leaders = leaders.pivot_table(
    index="district", columns="denominator", values="theme", aggfunc="first"
)
leaders[choices["denominators"]]

# %%
without = study.save_table("without-words", attention_without_words(tasks, themes, by="district"))
moved = without[(without["rank"] == 1) & (without["rank_without"] > 1)]
moved[["district", "theme", "word", "n", "share", "share_without", "rank_without"]]

# %% tags=["finding"]
agreed = leaders.index[leaders.eq(leaders.iloc[:, 0], axis=0).all(axis=1)].tolist()
Markdown(
    f"The leading theme is the same under all {len(choices['denominators'])} denominators in "
    f"{'、'.join(agreed) or 'no district'}. It falls from the first place when one word is left out in "
    + study.in_words(moved, "{district} ({theme} without {word})", joiner=", ", none="no district")
    + "."
)

# %% [markdown]
# ### Document by document
#
# Three of the five documents are 二道区's: do they agree among themselves?

# %%
documents = study.save_table("documents", tk.attention(tasks, themes, by="document", **bootstrap))
study.save_figure("documents", "attention", options={"group": "document", **colours})

# %% [markdown]
# ### Review against plan
#
# What does 南关·报告 plan more than it reviews? Only it has both parts.

# %%
complete = tokens.where(tokens.passages["completeness"] == "complete")
gaps = study.save_table(
    "review-plan",
    compare_attention(
        complete,
        themes,
        target={"part": choices["plan_parts"]},
        reference={"part": choices["review_part"]},
        by="document",
        **bootstrap,
    ),
)
study.save_figure("review-plan", "attention_gaps")

# %% tags=["finding"]
clear = gaps[(gaps["low"] > 0) | (gaps["high"] < 0)]
Markdown(
    "Apart from chance of paragraphs, the plan differs from the review in "
    + study.in_words(
        clear,
        "**{theme}** ({difference:+.1%} of the tokens, {low:+.1%} to {high:+.1%})",
        joiner=", ",
        none="no theme",
    )
    + f"; with {len(gaps)} themes looked at, {len(gaps) * (1 - choices['confidence']):.1f} would do "
    "so by chance."
)

# %% [markdown]
# ## What is named first
#
# The rank of each theme by the first paragraph of the tasks in which it leads all others.
# Only whole texts have an order; in the fragments the beginning is missing, so the picture
# shows the order *of what is there*.

# %%
mentions = first_mentions(tasks, themes, by="document")
never = mentions[mentions["rank"].isna()]
mentions = study.save_table("mentions", mentions.dropna(subset=["rank"]))
study.save_figure("mentions", "mentions", options={"group": "document", **colours})

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
#
# The score of a sentence is the mean weight of its graded words (5 for the firmest grade, 1 for
# the loosest); that of a district is the mean over its sentences that promise at all.

# %%
scores = study.save_table(
    "commitment", commitment_scores(tasks, grades, by="district", **bootstrap)
)
scores

# %%
firmness = study.save_table(
    "firmness", commitment_scores(tasks, grades, by="district", themes=themes, **bootstrap)
)
study.save_figure("firmness", "firmness", options=by_district)

# %%
hanging = study.save_table(
    "commitment-without-words", commitment_without_words(tasks, grades, by="district")
)
decisive = hanging[hanging["moves"] > 0]
decisive.head()

# %% tags=["finding"]
ranked = scores.sort_values("score", ascending=False)
lead, last = ranked.iloc[0], ranked.iloc[-1]
words = decisive["word"].unique()
Markdown(
    f"Sentences that promise do so most firmly in {lead['district']} ({lead['score']:.2f}, "
    f"{lead['low']:.2f} to {lead['high']:.2f}) and least in {last['district']} ({last['score']:.2f}, "
    f"{last['low']:.2f} to {last['high']:.2f}); the intervals "
    f"{'do not overlap' if last['high'] < lead['low'] else 'overlap'}. The order of the districts "
    f"hangs on {'、'.join(words) or 'no single word'}. 绿园区 is a journalist's summary, whose verbs are "
    "partly the journalist's: genre and district cannot be told apart here."
)

# %% [markdown]
# ## Caveat
#
# Room on paper is not money spent, and a target named is not a target met. A district here is
# one to three documents of different genres; the intervals are over paragraphs within them,
# not over what the districts might have written. A fragment that names no target for an
# indicator may have lost the sentence.
