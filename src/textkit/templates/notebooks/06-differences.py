# %% [markdown]
# # 6 · Differences: whose words are these?
#
# Keyness of one group against another: the conservative log ratio (Evert 2022) beside G²
# (Dunning 1993) and weighted log-odds (Monroe, Colaresi and Quinn 2008), with a false
# discovery rate, and a test that shuffles whole paragraphs, because words of one paragraph
# come together.

# %% tags=["parameters"]
from IPython.display import Markdown

import textkit as tk
from textkit.merging import merge_terms

study = tk.open_study("06-differences")
choices = study.choices
group = choices["group"]
target, reference = {group: choices["target"]}, {group: choices["reference"]}

# %%
corpus = tk.read_corpus(study.path("catalog"))
passages = study.check(tk.split(corpus))
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
tokens = segmenter.segment(passages[passages["kind"] != "front"])
counted = tokens.keep(
    stopwords=choices["language"], min_length=choices["min_length"], pattern=choices["pattern"]
).keep(stopwords=study.path("stopwords"))
matrix = merge_terms(counted.counts(), str.lower if choices["lowercase"] else str)
matrix = matrix.trim(min_count=choices["min_count"])
compared = bool(group) and all(matrix.where(one).counts.sum() for one in (target, reference))
matrix

# %%
if compared:
    keyness = study.save_table(
        "keyness",
        tk.keyness(
            matrix,
            target=target,
            reference=reference,
            measure=choices["measures"],
            alpha=1 - choices["confidence"],
        ),
    )
    shown = keyness
else:
    shown = Markdown(
        f"No word occurs {choices['min_count']} times, and in both groups: there is nothing to compare."
        if group
        else "There are no groups to compare. Give the documents a variable in data/catalog.toml and "
        "name it as `group` in analysis.toml."
    )
if compared and keyness["g2"].any():
    shown = study.save_figure(
        "keyness",
        "keyness",
        options={
            "n": choices["n_terms"],
            "measure": "log_ratio",
            "rank_by": "g2",
            "target_name": str(choices["target"]),
            "reference_name": str(choices["reference"]),
        },
    )
elif compared:
    shown = Markdown("Both groups use every word equally often: there is no difference to draw.")
shown

# %% tags=["finding"]
if compared:
    # of n shufflings no p is below 2 / (n + 1): over thousands of terms no q could be small
    commonest = matrix.frequencies()["count"].head(choices["n_shuffled"])
    shuffled = tk.keyness(
        matrix,
        target=target,
        reference=reference,
        measure="permutation",
        min_count=max(choices["min_count"], int(commonest.min())),
        n_resamples=choices["n_shufflings"],
        seed=choices["seed"],
    )
    shuffled = study.save_table("shuffled", shuffled)
    beyond = keyness[keyness["lrc"] != 0]
    firm = shuffled[shuffled["q"] < 0.05]
    shown = Markdown(
        f"Of {len(keyness):,} terms {len(beyond)} differ beyond the corrected interval "
        f"({choices['target']}: {'、'.join(beyond.loc[beyond['lrc'] > 0, 'term'].head(8)) or 'none'}; "
        f"{choices['reference']}: {'、'.join(beyond.loc[beyond['lrc'] < 0, 'term'].tail(8)) or 'none'}). "
        f"When whole paragraphs are shuffled, {len(firm)} of the {len(shuffled):,} commonest "
        "differ at a false discovery rate of 5%."
    )
shown

# %% [markdown]
# ## The lines behind the strongest terms
#
# Click a row: it opens to its sentences.

# %%
if compared:
    shown = tk.open_table(
        keyness[["term", "n_target", "n_reference", "lrc", "q", "dispersion"]].head(12), tokens, n=3
    )
shown

# %% [markdown]
# ## How alike the groups are

# %%
by = group or "doc_id"
n_groups = matrix.passages[by].nunique() if len(matrix.terms) else 0
if n_groups >= 2:
    similarity = study.save_table("similarity", tk.similarity(matrix.group(by).tfidf()))
if 3 <= n_groups <= 30:
    shown = study.save_figure("similarity", "similarity")
elif n_groups == 2:
    shown = Markdown(f"The cosine of the two is {similarity.loc[1, 'similarity']:.2f}.")
else:
    shown = Markdown(f"{n_groups} values of {by} to compare: no picture of pairs.")
shown
