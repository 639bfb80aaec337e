# %% [markdown]
# # 7 · Robustness: which findings survive other choices?
#
# **Question.** Every number in these notebooks rests on choices that could have been made
# otherwise: how words are cut, which are dropped, what a share is a share of, which words stand
# for a theme, which paragraphs the pages happen to have. Which findings do not depend on them?
#
# **Method.** A specification curve (Simonsohn, Simmons and Nelson 2020): every finding is
# computed again under every combination of the choices in `analysis.toml`, and under some more
# (each word of a theme left out, random halves of the paragraphs) one at a time. A finding
# *survives* a specification if it has the sign it has in the study and its interval does
# not hold 0. In how many it survives describes how much hangs on the choices. It is no
# p-value: all specifications share the same pages. One test over all of them is made by
# dealing the paragraphs to the districts at random.

# %% tags=["parameters"]
import pandas as pd
from IPython.display import Markdown

import textkit as tk
from textkit.hand import read_themes
from textkit.priorities import (
    attention_without_words,
    commitment_without_words,
    compare_seeded,
    theme_agreement,
)
from textkit.robustness import (
    CommitmentGap,
    GradeGap,
    KeynessSurvivors,
    LeadingTheme,
    Texts,
    ThemeGap,
    TopicSeparation,
    joint_test,
    specify,
    survival,
)
from textkit.robustness.texts import dictionaries

study = tk.open_study("07-robustness")
choices = study.choices
themes, grades = study.path("themes"), study.path("commitment")
target, reference = choices["target"], choices["reference"]
draws = {
    "n_resamples": choices["n_resamples"],
    "confidence": choices["confidence"],
    "seed": choices["seed"],
}
pair = {"by": "district", "target": target, "reference": reference, **draws}
words = {"min_length": choices["min_length"], "pattern": choices["pattern"]}

# %%
corpus = tk.read_corpus(study.path("catalog"), corrections=study.path("corrections"))
own = {"lexicon": study.path("lexicon"), "stopwords": study.path("stopwords")}
part = {"part": choices["compared_part"]}
texts = Texts(corpus, **own, where=part, seed=choices["seed"])
reports = Texts(corpus, **own, where={**part, "genre": choices["genre"]}, seed=choices["seed"])
tasks = texts.tokens({})
tasks

# %% [markdown]
# ## The findings
#
# What the notebooks 4 to 6 say of the tasks of the three districts.

# %%
attention = tk.attention(tasks, themes, by="district", **draws)
leaders = attention.loc[attention.groupby("district", sort=False)["share"].idxmax()]
leaders = dict(zip(leaders["district"], leaders["theme"], strict=True))
findings = {
    "theme gap": ThemeGap(texts, themes=themes, theme=choices["theme"], **pair),
    **{
        f"leading theme of {district}": LeadingTheme(
            texts, by="district", group=district, themes=themes, theme=theme, **draws
        )
        for district, theme in leaders.items()
    },
    "firmness gap": CommitmentGap(texts, words=grades, **pair),
    "firmest grade gap": GradeGap(texts, words=grades, grade="确保", **pair),
    "no key term": KeynessSurvivors(
        reports,
        by="district",
        target=target,
        reference=choices["other"],
        n_resamples=choices["n_shufflings"],
        seed=choices["seed"],
        **words,
    ),
    "topics part the districts": TopicSeparation(
        texts,
        by="district",
        n_resamples=choices["n_random_groups"],
        confidence=choices["confidence"],
        seed=choices["seed"],
        **words,
    ),
}
list(findings)

# %%
alone = {**choices["alone"], "themes": dictionaries(tasks, themes, least=choices["weighty"])}
specifications = specify(
    findings,
    choices["crossed"],
    alone=alone,
    # shuffling 10,000 times for every unit as well would take minutes and answer nothing more
    hangs_on={"no key term": ["hmm", "lexicon", "stopwords", "sample"]},
)
table = study.save_table("specifications", specifications)
counted = study.save_table("survival", survival(table))
counted

# %% tags=["finding"]
held = counted[counted["base_survives"]]
fell = counted[~counted["base_survives"]]
Markdown(
    f"{len(table):,} specifications of {len(counted)} findings. "
    + study.in_words(held, "**{finding}** survives in {n_survives} of {n_tested}")
    + ". Already in the study's own specification these do not: "
    + study.in_words(fell, "{finding} (survives in {n_survives} of {n_tested})")
    + "."
)

# %% [markdown]
# ## The gap in attention
#
# The share of a theme in two districts, a and b, as (a − b) / (a + b): so shares of tokens, of
# sentences and of headings stand on one scale.

# %%
study.save_figure(
    "theme-gap",
    "specification_curve",
    table="specifications",
    options={"finding": "theme gap", "y_label": "relative gap"},
)

# %%
by_choice = study.save_table("survival-by-choice", survival(table, by_choice=True))
by_choice[(by_choice["finding"] == "theme gap") & (by_choice["n"] > 1)]

# %% tags=["finding"]
gap = counted.set_index("finding").loc["theme gap"]
several = by_choice[(by_choice["finding"] == "theme gap") & (by_choice["n_tested"] > 1)]
weak = several[several["share"] < 0.5]
halves = table[(table["finding"] == "theme gap") & table["sample"].str.startswith("half")]
kept_halves = int((halves["survives"].astype(str) == "True").sum())
left_out = table[(table["finding"] == "theme gap") & table["themes"].str.startswith("without")]
kept_words = int((left_out["survives"].astype(str) == "True").sum())
untested = int(gap["n"] - gap["n_tested"])
Markdown(
    f"{target} gives {choices['theme']} more room than {reference} in {gap['n_same_sign']:.0f} of "
    f"{gap['n']:.0f} specifications, and the interval is clear of 0 in {gap['n_survives']:.0f} of "
    f"{gap['n_tested']:.0f}. It survives in less than half of those with "
    + study.in_words(weak, "{choice} = {value} ({n_survives} of {n_tested})", none="no one choice")
    + f"; in {kept_halves} of {len(halves)} random halves of the paragraphs; and whichever word is "
    f"left out, in {kept_words} of {len(left_out)}. With documents drawn instead of passages "
    f"{untested} cannot be tested at all: {reference} has one document."
)

# %% [markdown]
# ## Firmness

# %%
study.save_figure(
    "firmness",
    "specification_curve",
    table="specifications",
    options={"finding": "firmness gap", "y_label": "score gap"},
)

# %% tags=["finding"]
firm = counted.set_index("finding").loc["firmness gap"]
Markdown(
    f"A sentence that promises scores higher in {target} than in {reference}, on the scale from 1 "
    f"(探索) to 5 (确保), in {firm['n_same_sign']:.0f} of {firm['n']:.0f} specifications (by "
    f"{firm['least']:.2f} to {firm['most']:.2f}, median {firm['median']:.2f}), and clear of 0 in "
    f"{firm['n_survives']:.0f} of {firm['n_tested']:.0f}. The page of {reference} is a journalist's "
    "summary: this is a difference of two texts, of which one may have lost its 确保 in the "
    "newsroom."
)

# %% [markdown]
# ## Which theme leads
#
# By how much the theme that has most room leads the next one, as (a − b) / (a + b).

# %%
closest = f"leading theme of {reference}"
study.save_figure(
    "leading-theme",
    "specification_curve",
    table="specifications",
    options={"finding": closest, "y_label": "relative lead"},
)

# %% tags=["finding"]
lead = counted[counted["finding"].str.startswith("leading theme")]
lead = lead.assign(
    district=lead["finding"].str.removeprefix("leading theme of "), theme=leaders.values()
)
Markdown(
    "The theme with most room in the study leads, if only by a hair, in "
    + study.in_words(lead, "{n_same_sign} of {n} specifications in {district} ({theme})")
    + f". Its lead is clear of 0 in {lead['n_survives'].sum()} of {lead['n_tested'].sum()}. "
    "Which theme a district puts first is not to be learnt from these pages."
)

# %% [markdown]
# ## All specifications in one test
#
# Could paragraphs dealt to the two districts at random give a median over the specifications
# as far from 0? Only specifications that look at all paragraphs can be dealt alike. The gap in
# attention was looked at *because* it was the largest: of all themes and pairs of districts.
# The last column allows for that (Bonferroni).

# %%
joint = pd.DataFrame(
    [
        {"finding": name, **joint_test(
            findings[name],
            specifications[specifications["finding"] == name],
            n_resamples=choices["n_shufflings"],
            seed=choices["seed"],
        )._asdict()}
        for name in ("theme gap", "firmness gap", "firmest grade gap")
    ]
)  # fmt: skip
n_pairs = len(leaders) * (len(leaders) - 1) // 2
n_looked = [attention["theme"].nunique() * n_pairs, n_pairs, n_pairs]
joint = study.save_table(
    "joint-tests",
    joint.assign(n_looked_at=n_looked, p_corrected=(joint["p"] * n_looked).clip(upper=1)),
)
joint

# %% tags=["finding"]
left = joint[joint["p_corrected"] < 0.05]
gone = joint[joint["p_corrected"] >= 0.05]
Markdown(
    "With the pairs that were looked at allowed for, chance does not explain: "
    + study.in_words(left, "{finding} (p = {p_corrected:.3f})", joiner=", ", none="nothing")
    + "; it may explain: "
    + study.in_words(
        gone, "{finding} (p = {p:.3f} alone, {p_corrected:.2f} corrected)", joiner=", "
    )
    + ". What is tested is that paragraphs could as well stand on the other page. That the pages "
    "differ in genre and in the length of their paragraphs is part of any such difference."
)

# %% [markdown]
# ## Does a ranking hang on one word?
#
# Each word of each theme left out, and each graded word: how the order of the themes in a
# district, and of the districts in firmness, changes.

# %%
without = study.save_table(
    "theme-words-left-out", attention_without_words(tasks, themes, by="district")
)
moved = without[without["theme_moves"] > 0].sort_values("n", ascending=False, kind="stable")
moved[["district", "theme", "word", "n", "share", "share_without", "rank", "rank_without"]].head(10)

# %%
firmness_without = study.save_table(
    "graded-words-left-out", commitment_without_words(tasks, grades, by="district")
)
turned = firmness_without[firmness_without["moves"] > 0]
turned

# %% tags=["finding"]
first_lost = without[(without["rank"] == 1) & (without["rank_without"] > 1)]
Markdown(
    f"Of {without['word'].nunique()} words that occur, {moved['word'].nunique()} change the order of "
    f"the themes in some district if left out, and {first_lost['word'].nunique()} its first theme: "
    + study.in_words(first_lost, "{word} ({district})", joiner=", ")
    + f". Of {firmness_without['word'].nunique()} graded words, {turned['word'].nunique()} change the "
    f"order of the districts in firmness: {'、'.join(turned['word'].unique()) or 'none'}."
)

# %% [markdown]
# ## The dictionary beside topics grown from it
#
# Another way to say what a theme is: a topic that starts from the theme's words and takes in
# the words that keep them company. The two are compared paragraph by paragraph, all parts. With
# the same words as seeds some agreement is built in; so once more with every other word as a
# seed and the rest as the dictionary.

# %%
passages = tk.split(corpus, into="paragraph")
bodies = tk.Segmenter(lexicon=study.path("lexicon")).segment(passages[passages["kind"] == "body"])
bodies = bodies.keep(stopwords="zh", **words).keep(stopwords=study.path("stopwords"))
every = read_themes(themes)
halved = [{name: list(own)[at::2] for name, own in every.items()} for at in (0, 1)]
agreement = study.save_table(
    "agreement",
    pd.concat(
        [
            theme_agreement(bodies, themes, seed=choices["seed"]).assign(seeds="the same words"),
            theme_agreement(bodies, halved[0], seeds=halved[1], seed=choices["seed"]).assign(
                seeds="the other words"
            ),
        ]
    ),
)
agreement

# %%
side_by_side = study.save_table("two-ways", compare_seeded(bodies, themes, by="district", **draws))
side_by_side

# %% tags=["finding"]
whole = agreement[agreement["theme"] == "(all)"].set_index("seeds")
each = agreement[(agreement["theme"] != "(all)") & (agreement["seeds"] == "the other words")]
best, worst = each.loc[each["kappa"].idxmax()], each.loc[each["kappa"].idxmin()]
same, other = whole.loc["the same words"], whole.loc["the other words"]
Markdown(
    f"Which theme leads a paragraph, dictionary and topics agree on with κ = {same['kappa']:.2f} "
    f"({same['kappa_low']:.2f} to {same['kappa_high']:.2f}), and with κ = {other['kappa']:.2f} "
    f"({other['kappa_low']:.2f} to {other['kappa_high']:.2f}) if they share no word. Best agreed on "
    f"is {best['theme']} ({best['kappa']:.2f}), least {worst['theme']} ({worst['kappa']:.2f}), of which "
    f"the dictionary finds {worst['n_dictionary']} paragraphs and the topics {worst['n_topics']}: its "
    "words stand in the company of all other themes, so no topic of its own grows from them. "
    "Neither is the truth; a sample labelled by hand is nearer to it."
)

# %% [markdown]
# ## Caveat
#
# The choices varied are those we thought of. Random halves of the paragraphs say what hangs on
# which paragraphs are there, not what other documents would have said: one district has one
# document, and no choice here changes that. A finding that survives everywhere may still be a
# difference of genre.
