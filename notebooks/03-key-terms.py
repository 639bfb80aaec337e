# %% [markdown]
# # 3 · Key terms: TF-IDF by document, district and part
#
# **Question.** Which words set one document, one district, one part apart from the others?
#
# **Method.** Counts are added up per unit and weighed by TF-IDF as scikit-learn does it:
# 1 + ln(count), smoothed inverse document frequency, unit length. The "documents" of the
# inverse document frequency are the units compared, so few that it varies little; taking
# the logarithm of the counts keeps them from swamping it. TF-IDF is a way of reading, not a
# test; notebook 6 tests.

# %% tags=["parameters"]
from IPython.display import Markdown

import textkit as tk

study = tk.open_study("03-key-terms")
choices = study.choices

# %%
corpus = tk.read_corpus(study.path("catalog"), corrections=study.path("corrections"))
passages = tk.split(corpus, into="paragraph")
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
tokens = segmenter.segment(passages[passages["kind"] != "front"])
counted = tokens.keep(
    stopwords="zh", min_length=choices["min_length"], pattern=choices["pattern"]
).keep(stopwords=study.path("stopwords"))
matrix = counted.counts().trim(min_count=choices["min_count"])
matrix

# %% [markdown]
# ## By document

# %%
documents = study.save_table(
    "documents",
    matrix.group("document").tfidf(sublinear_tf=choices["sublinear_tf"]).top(choices["n_terms"]),
)
study.save_figure(
    "documents",
    "top_terms",
    by="document",
    options={"n": choices["n_terms"], "measure": "tfidf"},
    layout={"columns": 5, "share_x": True},
)

# %% tags=["finding"]
heaviest = documents[documents["rank"] <= 3]
heaviest = heaviest.groupby("document", sort=False)["term"].agg("、".join).reset_index()
Markdown(f"The three heaviest terms are {study.in_words(heaviest, '**{document}**: {term}')}.")

# %% [markdown]
# ## By district

# %%
districts = study.save_table(
    "districts",
    matrix.group("district").tfidf(sublinear_tf=choices["sublinear_tf"]).top(choices["n_terms"]),
)
study.save_figure(
    "districts",
    "top_terms",
    by="district",
    options={"n": choices["n_terms"], "measure": "tfidf"},
)

# %% [markdown]
# The districts' own names and places are stop words here (`data/hand/stopwords.txt`): they
# would lead every list. What leads instead is *peculiar*, which is not the same as
# *important*.

# %% [markdown]
# ## By part of the one complete report

# %%
nanguan = matrix.where({"completeness": "complete"})
by_part = (
    nanguan.where(nanguan.passages["part"] != "other")
    .group("part")
    .tfidf(sublinear_tf=choices["sublinear_tf"])
)
parts = study.save_table("parts", by_part.top(choices["n_terms"]))
study.save_figure(
    "parts",
    "top_terms",
    by="part",
    options={"n": choices["n_terms"], "measure": "tfidf"},
    layout={"columns": 4},
)

# %% tags=["finding"]
in_all = by_part.counts.astype(bool).sum(axis=0) == by_part.counts.shape[0]
heaviest = parts[parts["rank"] == 1]
Markdown(
    f"{int(in_all.sum())} of {len(by_part.terms):,} terms occur in all {len(by_part.passages)} "
    f"parts of the report. The heaviest term of each part: "
    f"{study.in_words(heaviest, '{part} {term}', joiner=', ')}."
)

# %% [markdown]
# ## Caveat
#
# A unit's length matters: a term of a short fragment gets a heavy weight from few
# occurrences. Ties are broken by code point, so that the order repeats; it has no meaning.
