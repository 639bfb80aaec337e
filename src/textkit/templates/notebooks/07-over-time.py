# %% [markdown]
# # 7 · Over time: words as curves
#
# How often the commonest terms, and those named in `analysis.toml`, are used year by year,
# with bootstrap intervals over documents (a Poisson interval where a year has one document).

# %% tags=["parameters"]
import pandas as pd
from IPython.display import Markdown

import textkit as tk
from textkit.measures.changes import change_points
from textkit.merging import merge_terms

study = tk.open_study("07-over-time")
choices = study.choices
time = choices["time"]

# %%
corpus = tk.read_corpus(study.path("catalog"))
passages = study.check(tk.split(corpus))
passages = passages[passages["kind"] != "front"]
if time:
    years = pd.to_numeric(passages[time].astype("str").str[:4], errors="coerce")
    passages = passages.assign(time=years)[years.notna()].astype({"time": "int64"})
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
tokens = segmenter.segment(passages)
counted = tokens.keep(
    stopwords=choices["language"], min_length=choices["min_length"], pattern=choices["pattern"]
).keep(stopwords=study.path("stopwords"))
matrix = merge_terms(counted.counts(), str.lower if choices["lowercase"] else str)
followed = list(
    dict.fromkeys([*choices["terms"], *matrix.frequencies()["term"].head(choices["n_terms"])])
)
matrix

# %%
if time:
    curves = tk.frequency_by(
        matrix if choices["lowercase"] else counted,  # in tokens phrases are found too
        followed,
        by="time",
        n_resamples=choices["n_resamples"],
        confidence=choices["confidence"],
        seed=choices["seed"],
    )
    curves = study.save_table("curves", curves)
    shown = study.save_figure(
        "curves", "curves", by="term", options={"by": "time"}, layout={"columns": 3}
    )
else:
    shown = Markdown(
        "There is no time in the catalogue. Give the documents a `year` in data/catalog.toml and "
        "name it as `time` in analysis.toml."
    )
shown

# %% [markdown]
# ## Where a curve changes

# %%
if time and curves["time"].nunique() >= 4:
    shown = study.save_table("changes", change_points(curves))
else:
    shown = Markdown("Fewer than four points in time show no change of rate.")
shown
