# %% [markdown]
# # 3 · Key terms: TF-IDF by group
#
# Counts are added up per group and weighed by TF-IDF (1 + ln count, smoothed inverse
# document frequency, unit length). A way of reading, not a test; notebook 6 tests.

# %% tags=["parameters"]
from IPython.display import Markdown

import textkit as tk
from textkit.merging import merge_terms

study = tk.open_study("03-key-terms")
choices = study.choices
group = choices["group"] or "doc_id"

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
matrix

# %%
n_groups = matrix.passages[group].nunique()
if not len(matrix.terms):
    shown = Markdown(f"No word occurs {choices['min_count']} times: the texts are too short.")
elif 2 <= n_groups <= 12:
    terms = study.save_table(
        "groups", matrix.group(group).tfidf(sublinear_tf=True).top(choices["n_terms"])
    )
    shown = study.save_figure(
        "groups", "top_terms", by=group, options={"n": choices["n_terms"], "measure": "tfidf"}
    )
else:
    shown = Markdown(
        f"There is nothing to compare: {group} has {n_groups} value(s), and 2 to 12 can be shown. "
        "Name another variable as `group` in analysis.toml."
    )
shown

# %% [markdown]
# ## Words that go together
#
# Two words side by side more often than their frequencies let expect (λ: Blaheta and
# Johnson 2001), never across punctuation.

# %%
pairs = tk.collocations(counted, min_count=3)
if choices["language"] != "zh":  # words that are written apart
    pairs["term"] = pairs["word_1"] + " " + pairs["word_2"]
pairs = study.save_table("collocations", pairs)
pairs[["term", "count", "n_passages", "lambda", "low", "high", "q"]].head(15)
