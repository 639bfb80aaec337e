# %% [markdown]
# # 2 · Vocabulary: words and frequencies

# %% tags=["parameters"]
from IPython.display import Markdown

import textkit as tk
from textkit.merging import merge_terms

study = tk.open_study("02-vocabulary")
choices = study.choices
group = choices["group"]

# %%
corpus = tk.read_corpus(study.path("catalog"))
passages = study.check(tk.split(corpus))
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
tokens = segmenter.segment(passages[passages["kind"] != "front"])
counted = tokens.keep(
    stopwords=choices["language"], min_length=choices["min_length"], pattern=choices["pattern"]
).keep(stopwords=study.path("stopwords"))
matrix = merge_terms(counted.counts(), str.lower if choices["lowercase"] else str)
matrix

# %% [markdown]
# ## The commonest words

# %%
frequencies = study.save_table("frequencies", matrix.frequencies())
study.save_figure("frequencies", "frequencies", options={"n": choices["n_frequent"]})

# %% tags=["finding"]
once = (frequencies["count"] == 1).mean()
Markdown(
    f"{len(frequencies):,} different words, {frequencies['count'].sum():,} in all; {once:.0%} occur "
    f"only once. The commonest are {'、'.join(frequencies['term'].head(5))}."
)

# %% [markdown]
# ## New words and slogans
#
# Strings that hold together and that the dictionary lacks: candidates for
# `data/hand/lexicon.tsv`, to be read before they are believed.

# %%
if choices["language"] == "zh":
    discovered = study.save_table(
        "discovered", tk.discover_words(corpus, n=choices["n_discovered"])
    )
    shown = discovered.head(20)
else:
    shown = Markdown("New words are looked for in Chinese text only.")
shown

# %% [markdown]
# ## A cloud for each group
#
# For a first look, not for comparison: sizes show counts within a group.

# %%
by = group or ("part" if choices["reports"] else None)
if by:
    clouds = matrix.group(by).top(choices["n_cloud"]).rename(columns={"weight": "count"})
    clouds = clouds[clouds[by].isin(matrix.passages[by].value_counts().index[:6])]
else:
    clouds = frequencies.head(choices["n_cloud"])
clouds = study.save_table("clouds", clouds)
study.save_figure(
    "clouds", "cloud", by=by, options={"n": choices["n_cloud"], "seed": choices["seed"]}
)
