# %% [markdown]
# # 2 · Vocabulary: words, slogans, frequencies
#
# **Question.** Which words do the documents use, which of them does a general dictionary
# not know, and what does a lexicon of these reports' own slogans change?
#
# **Method.** jieba's dictionary and hidden Markov model cut the paragraphs into words, once
# as they are and once with `data/hand/lexicon.tsv`. Every token stays, so the text can be
# put together again; stop words only hide terms from the counts.

# %% tags=["parameters"]
from IPython.display import Markdown

import textkit as tk

study = tk.open_study("02-vocabulary")
choices = study.choices

# %%
corpus = tk.read_corpus(study.path("catalog"), corrections=study.path("corrections"))
passages = tk.split(corpus, into="paragraph")
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
plain = tk.Segmenter(engine=choices["engine"])
tokens = segmenter.segment(passages)
tokens

# %% [markdown]
# ## What the lexicon changes

# %%
alone = plain.segment(passages)
lexicon_words = tokens.counts().frequencies()
lexicon_words = lexicon_words[segmenter.origin(lexicon_words["term"]) == "lexicon"]
lexicon_words = study.save_table(
    "lexicon",
    lexicon_words[["term", "count", "n_passages"]].assign(
        jieba_alone=lexicon_words["term"].map(lambda term: " / ".join(plain.cut(term)))
    ),
)
lexicon_words.head(15)

# %% tags=["finding"]
joined = lexicon_words[lexicon_words["jieba_alone"] != lexicon_words["term"]]
Markdown(
    f"With the lexicon the corpus has {len(tokens.ids):,} tokens, without it {len(alone.ids):,}. "
    f"{len(lexicon_words)} of its words occur, {lexicon_words['count'].sum():,} times in all. Of "
    f"these, {len(joined)} are words that jieba alone cuts apart, the commonest being "
    f"{joined['term'].iloc[0]} ({joined['count'].iloc[0]} times; alone "
    f"{joined['jieba_alone'].iloc[0]}); the others keep their neighbours from swallowing them."
)

# %% [markdown]
# ## The commonest words

# %%
counted = tokens.keep(
    stopwords="zh", min_length=choices["min_length"], pattern=choices["pattern"]
).keep(stopwords=study.path("stopwords"))
matrix = counted.counts()
frequencies = matrix.frequencies()
frequencies = study.save_table(
    "frequencies", frequencies.assign(origin=segmenter.origin(frequencies["term"]))
)
study.save_figure("frequencies", "frequencies", options={"n": choices["n_frequent"]})

# %% tags=["finding"]
total, once = frequencies["count"].sum(), (frequencies["count"] == 1).sum()
top = frequencies.head(5)
Markdown(
    f"{len(frequencies):,} different words of two or more characters remain, {total:,} tokens in "
    f"all; {once / len(frequencies):.0%} of the words occur only once. The five commonest, "
    f"{'、'.join(top['term'])}, make up {top['count'].sum() / total:.1%} of the tokens."
)

# %% [markdown]
# ## Words that the dictionary lacks
#
# What jieba's model put together from characters, and the dictionary does not have, is a
# candidate for the lexicon — or a mistake of the model. It is listed to be read.

# %%
new = frequencies[
    (frequencies["origin"] == "model")
    & (frequencies["count"] >= choices["min_new"])
    & frequencies["term"].str.fullmatch(r"[\u4e00-\u9fff]+")
]
new = study.save_table("new-words", new[["term", "count", "n_passages"]])
new.head(20)

# %% tags=["finding"]
Markdown(
    f"The model put together {len(new)} words of Han characters that occur at least "
    f"{choices['min_new']} times, the commonest being {'、'.join(new['term'].head(6))}. They are "
    "guesses: the counts say how often the model guessed so, not that it was right."
)

# %% [markdown]
# ## Slogans and new words, found without a segmenter
#
# Strings that hold together (cohesion), have many neighbours on both sides (boundary
# entropy) or stand in quotation marks, and that jieba's dictionary lacks. The list is the
# raw material from which the lexicon was chosen by hand.

# %%
discovered = study.save_table("discovered", tk.discover_words(corpus, n=choices["n_discovered"]))
discovered.head(20)

# %% tags=["finding"]
in_lexicon = segmenter.origin(discovered["word"]) == "lexicon"
Markdown(
    f"Of the first {len(discovered)} strings found, {in_lexicon.sum()} stand in the lexicon; the "
    f"best of those that do not are {'、'.join(discovered.loc[~in_lexicon, 'word'].head(8))}."
)

# %% [markdown]
# ## A cloud for each district
#
# A cloud is for a first look, not for comparison: its sizes show counts *within* a
# district, and the three texts differ in length, genre and completeness.

# %%
clouds = matrix.group("district").top(choices["n_cloud"]).rename(columns={"weight": "count"})
clouds = study.save_table("clouds", clouds)
study.save_figure(
    "clouds", "cloud", by="district", options={"n": choices["n_cloud"], "seed": choices["seed"]}
)

# %% [markdown]
# ## Caveat
#
# Frequencies depend on where words end. The lexicon is a judgement in a file with a reason
# for each entry; without it a slogan such as 六城联动 falls into words that also occur by
# themselves.
