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
# a part of one paragraph (形势, 结语) has no vocabulary of its own
n_paragraphs = nanguan.passages.groupby("part")["part"].transform("size")
by_part = (
    nanguan.where(
        (nanguan.passages["part"] != "other") & (n_paragraphs >= choices["min_paragraphs"])
    )
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
# ## Words that go together
#
# Two words side by side more often than their frequencies let expect (λ and z: Blaheta and
# Johnson 2001; logDice: Rychlý 2008), never across punctuation.

# %%
pairs = study.save_table("collocations", tk.collocations(counted, min_count=choices["min_pairs"]))
pairs[["term", "count", "n_passages", "lambda", "low", "high", "log_dice", "q"]].head(12)

# %% [markdown]
# ## How varied the vocabulary is
#
# The share of different words falls with length in any text. MATTR (moving windows of 100
# words) and MTLD do not depend on length so; intervals are by block jackknife.

# %%
everything = segmenter.segment(passages[passages["kind"] == "body"]).keep()
diversity = study.save_table(
    "diversity", tk.diversity(everything, by="document", measure=["mattr", "mtld", "ttr"])
)
diversity[["document", "tokens", "types", "mattr", "low", "high", "mtld", "ttr", "caution"]]

# %% tags=["finding"]
varied, plain = (
    diversity.loc[diversity["mattr"].idxmax()],
    diversity.loc[diversity["mattr"].idxmin()],
)
Markdown(
    f"{len(pairs)} pairs stand together at least {choices['min_pairs']} times; the surest are "
    f"{'、'.join(pairs['term'].head(5))}. By MATTR the most varied text is {varied['document']} "
    f"({varied['mattr']:.2f}, {varied['low']:.2f} to {varied['high']:.2f}), the least "
    f"{plain['document']} ({plain['mattr']:.2f}, {plain['low']:.2f} to {plain['high']:.2f}); the "
    f"intervals {'overlap' if varied['low'] <= plain['high'] else 'part'}. Plain type–token ratios "
    f"({diversity['ttr'].min():.2f} to {diversity['ttr'].max():.2f}) follow the length and are not "
    "compared."
)

# %% [markdown]
# ## Caveat
#
# A unit's length matters: a term of a short fragment gets a heavy weight from few
# occurrences. Ties are broken by code point, so that the order repeats; it has no meaning.
