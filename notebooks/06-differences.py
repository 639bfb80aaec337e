# %% [markdown]
# # 6 · Differences: whose words are these?
#
# **Question.** Which words does one district use more than another, beyond what chance and
# a single paragraph would give?
#
# **Method.** Like with like: only government work reports, only their tasks: 二道区 (two
# fragments) against 南关区. The conservative log ratio (LRC, Evert 2022) ranks terms by the
# lower end of a confidence interval, corrected for the number of terms; G² (Dunning 1993),
# log ratio and weighted log-odds (Monroe, Colaresi and Quinn 2008) stand beside it, with
# false discovery rates and dispersion, so that a word of one paragraph cannot pose as a
# district's word.

# %% tags=["parameters"]
import pandas as pd
from IPython.display import Markdown

import textkit as tk
from textkit.measures.keyness import leave_one_out

study = tk.open_study("06-differences")
choices = study.choices
target, reference = choices["target"], choices["reference"]

# %%
corpus = tk.read_corpus(study.path("catalog"), corrections=study.path("corrections"))
passages = tk.split(corpus, into="paragraph")
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
like = passages[
    (passages["genre"] == choices["genre"]) & (passages["part"] == choices["compared_part"])
]
tokens = segmenter.segment(like)
counted = tokens.keep(
    stopwords="zh", min_length=choices["min_length"], pattern=choices["pattern"]
).keep(stopwords=study.path("stopwords"))
matrix = counted.counts().trim(min_count=choices["min_count"])
matrix

# %% [markdown]
# ## Key words of the two districts

# %%
keyness = study.save_table(
    "keyness",
    tk.keyness(
        matrix,
        target={"district": target},
        reference={"district": reference},
        measure=choices["measures"],
        alpha=1 - choices["confidence"],
        prior=choices["prior"],
    ),
)
study.save_figure(
    "keyness",
    "keyness",
    options={
        "n": choices["n_terms"],
        "measure": "log_ratio",
        "rank_by": "g2",
        "target_name": target,
        "reference_name": reference,
    },
)

# %% tags=["finding"]
beyond = keyness[keyness["lrc"] != 0]
mine, theirs = beyond[beyond["lrc"] > 0], beyond[beyond["lrc"] < 0]
discovered = (keyness["q"] < 0.05).sum()
Markdown(
    f"Of {len(keyness)} terms that occur at least {choices['min_count']} times, {len(beyond)} differ "
    f"beyond the corrected interval: {'、'.join(mine['term']) or 'none'} in {target}, "
    f"{'、'.join(theirs['term']) or 'none'} in {reference}. At a false discovery rate of 5% it would "
    f"be {discovered}. The texts are short: the largest differences that can be *shown* are "
    "large ones, and a term that is not listed is not thereby equal."
)

# %% [markdown]
# ## The same by weighted log-odds

# %%
log_odds = study.save_table(
    "log-odds",
    tk.keyness(
        matrix,
        target={"district": target},
        reference={"district": reference},
        measure="log_odds_z",
        alpha=1 - choices["confidence"],
        prior=choices["prior"],
    ),
)
study.save_figure(
    "log-odds",
    "log_odds",
    options={"target_name": target, "reference_name": reference},
)

# %% [markdown]
# ## Which differences survive
#
# A finding should not hang on one measure or on one document. Each term is looked at again:
# by weighted log-odds, and with each of 二道区's two fragments left out.

# %%
without = leave_one_out(
    matrix,
    target={"district": target},
    reference={"district": reference},
    by="document",
    measure="log_ratio",
)
same_sign = without.groupby("term")["same_sign"].all()
survival = keyness[["term", "n_target", "n_reference", "lrc", "log_ratio", "log_odds_z", "q"]]
survival = study.save_table(
    "survival",
    survival.assign(
        survives=survival["term"].map(same_sign) & (survival["log_odds_z"].abs() > 1.96)
    ),
)
survival[survival["survives"]].head(15)

# %% tags=["finding"]
firm = survival[survival["survives"]]
Markdown(
    f"{len(firm)} of {len(survival)} terms keep their direction when either fragment is left out and "
    f"have |z| > 1.96 by weighted log-odds: "
    f"{'、'.join(firm.loc[firm['log_ratio'] > 0, 'term'].head(12)) or 'none'} in {target}; "
    f"{'、'.join(firm.loc[firm['log_ratio'] < 0, 'term'].tail(12)) or 'none'} in {reference}."
)

# %% [markdown]
# ## Why so few of the naive differences survive
#
# Each line asks more of a difference than the one above. Tests over words take every
# occurrence as independent; the last ones shuffle whole paragraphs between the districts
# (studentised permutation, Chung and Romano 2013), because words of one paragraph come
# together.

# %%
shuffled = tk.keyness(
    matrix,
    target={"district": target},
    reference={"district": reference},
    measure="permutation",
    n_resamples=choices["n_shufflings"],
    seed=choices["seed"],
).set_index("term")
table = keyness.set_index("term")
steps = {
    "at least twice as frequent": table["log_ratio"].abs() >= 1,
    "G²: p < .05, each word for itself": table["p"] < 0.05,
    "… and no less than 3 paragraphs of either side": (table["p"] < 0.05)
    & (table[["n_passages", "n_passages_reference"]].max(axis=1) >= 3),
    "G²: false discovery rate < 5%": table["q"] < 0.05,
    "LRC: corrected interval without 0": table["lrc"] != 0,
    "paragraphs shuffled: p < .05": shuffled["p"] < 0.05,
    "paragraphs shuffled: false discovery rate < 5%": shuffled["q"] < 0.05,
}
ladder = study.save_table(
    "ladder",
    pd.DataFrame({step: [int(met.sum())] for step, met in steps.items()})
    .T.reset_index(names="asked")
    .set_axis(["asked", "n_terms"], axis=1),
)
ladder

# %% tags=["finding"]
naive, honest = ladder["n_terms"].iloc[0], ladder["n_terms"].iloc[-1]
lengths = (
    matrix.passages.assign(n=matrix.counts.sum(axis=1))
    .groupby("district")["n"]
    .agg(["size", "mean"])
)
by_paragraph = shuffled.index[shuffled["p"] < 0.05].tolist()
Markdown(
    f"{naive} of {len(keyness)} terms are at least twice as frequent in one district; {honest} "
    "survive when paragraphs are shuffled and all terms are allowed for. Word for word "
    f"{len(by_paragraph)} would pass ({'、'.join(by_paragraph) or 'none'}), and chance alone would "
    f"let {0.05 * len(keyness):.0f} of {len(keyness)} pass. {target} has "
    f"{lengths.loc[target, 'size']} paragraphs of {lengths.loc[target, 'mean']:.0f} counted words on "
    f"average, {reference} {lengths.loc[reference, 'size']} of {lengths.loc[reference, 'mean']:.0f}: "
    "from so few only very large differences can be shown."
)

# %% [markdown]
# ## What the documents share word for word
#
# Passages of one document that stand in another, small edits allowed; a stretch that many
# documents have weighs less.

# %%
shared = study.save_table(
    "shared",
    tk.shared_passages(corpus)
    .merge(corpus[["doc_id", "document"]], on="doc_id")
    .merge(
        corpus[["doc_id", "document"]].rename(
            columns={"doc_id": "other_doc_id", "document": "other_document"}
        ),
        on="other_doc_id",
    ),
)
plan = shared[
    (shared["doc_id"] == choices["shared_of"]) & (shared["other_doc_id"] == choices["shared_with"])
].sort_values("length", ascending=False)
plan[["text", "other_text", "length", "edits", "n_documents", "weight"]].head(8)

# %%
study.save_figure(
    "shared",
    "shared_passages",
    options={"document": choices["shared_of"], "other": choices["shared_with"]},
)

# %% tags=["finding"]
between = shared.groupby(["document", "other_document"], sort=False)["length"].agg(["size", "sum"])
most = between["sum"].idxmax()
Markdown(
    f"{len(plan)} stretches of {plan['document'].iloc[0]} stand in {plan['other_document'].iloc[0]}, "
    f"{plan['length'].sum():,} characters in all; the longest is “{plan['text'].iloc[0]}”. No two "
    f"documents share more than {most[0]} and {most[1]}."
)

# %% [markdown]
# ## The lines behind the strongest terms
#
# A number opens to its sentences: the strongest terms of either side in their context.

# %%
strongest = pd.concat([keyness.head(3), keyness.tail(3)])["term"].tolist()
lines = tk.concordance(tokens, strongest, window=16)
lines = lines.groupby("term", sort=False).head(choices["n_lines"])
study.save_table(
    "lines", lines[["term", "document", "before", "match", "after", "passage_id", "start", "end"]]
)[["term", "document", "before", "match", "after"]]

# %% [markdown]
# Click a row: it opens to its sentences.

# %%
tk.open_table(
    keyness.loc[keyness["term"].isin(strongest), ["term", "n_target", "n_reference", "lrc", "q"]],
    tokens,
    n=choices["n_lines"],
)

# %% [markdown]
# ## How alike the documents are
#
# Cosine of TF-IDF weights between documents, all parts, and within the tasks.

# %%
everything = segmenter.segment(passages[passages["kind"] != "front"])
everything = everything.keep(
    stopwords="zh", min_length=choices["min_length"], pattern=choices["pattern"]
).keep(stopwords=study.path("stopwords"))
similarity = study.save_table(
    "similarity", tk.similarity(everything.counts().group("document").tfidf())
)
study.save_figure("similarity", "similarity")

# %% tags=["finding"]
pairs = similarity[similarity["row_a"] < similarity["row_b"]].sort_values("similarity")
closest, farthest = pairs.iloc[-1], pairs.iloc[0]
Markdown(
    f"Closest are {closest['row_a']} and {closest['row_b']} (cosine {closest['similarity']:.2f}), "
    f"farthest {farthest['row_a']} and {farthest['row_b']} ({farthest['similarity']:.2f})."
)

# %% [markdown]
# ## Caveat
#
# Words of one paragraph are not independent: p and q values count each occurrence as if it
# were, and are too small wherever dispersion is near 1. The two reports look five years
# (二道·报告) and one year ahead (南关·报告's tasks, 二道·任务): part of what differs is the span,
# not the district.
