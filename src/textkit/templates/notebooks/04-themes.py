# %% [markdown]
# # 4 · Themes: topics of the paragraphs and their prevalence
#
# Non-negative matrix factorisation of TF-IDF weights over paragraphs; the prevalence of a
# topic is its mean share, weighed by tokens, with a bootstrap interval.

# %% tags=["parameters"]
from IPython.display import Markdown

import textkit as tk
from textkit.merging import merge_terms
from textkit.workflow.surveying import room_for_topics

study = tk.open_study("04-themes")
choices = study.choices
group = choices["group"]

# %%
corpus = tk.read_corpus(study.path("catalog"))
passages = study.check(tk.split(corpus))
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
tokens = segmenter.segment(passages[passages["kind"] == "body"])
counted = tokens.keep(
    stopwords=choices["language"], min_length=choices["min_length"], pattern=choices["pattern"]
).keep(stopwords=study.path("stopwords"))
matrix = merge_terms(counted.counts(), str.lower if choices["lowercase"] else str)
matrix = matrix.trim(min_passages=choices["min_passages"])
n_passages, most = room_for_topics(matrix)
n_topics = min(choices["n_topics"], n_passages // choices["passages_per_topic"], most)
enough = n_passages >= choices["fewest_passages"] and n_topics >= 2
matrix

# %% tags=["finding"]
Markdown(
    f"{n_passages:,} paragraphs differ in the words they share with others: "
    + (
        f"{n_topics} topics"
        + ("." if n_topics == choices["n_topics"] else f" instead of {choices['n_topics']}.")
        if enough
        else "too few for a topic model, or too much alike."
    )
)

# %% [markdown]
# ## The topics and their terms

# %%
if enough:
    topics = tk.fit_topics(matrix, n_topics=n_topics, seed=choices["seed"])
    label = topics.label()
    terms = topics.top_terms(choices["n_terms"])
    terms = study.save_table("terms", terms.assign(label=terms["topic"].map(label)))
    own_scales = {"columns": 4, "share_x": False}  # weights are compared within a topic only
    shown = study.save_figure(
        "terms", "topic_terms", by="topic", options={"n": choices["n_terms"]}, layout=own_scales
    )
else:
    shown = Markdown("There is no topic model.")
shown

# %% [markdown]
# ## The paragraphs that a topic fits best

# %%
if enough:
    representative = topics.representative(2)
    shown = study.save_table(
        "representative", representative.assign(label=representative["topic"].map(label))
    )[["topic", "label", "share", "doc_id", "text"]]
shown

# %% [markdown]
# ## How much of each group

# %%
if enough and group:
    prevalence = topics.prevalence(
        by=group,
        confidence=choices["confidence"],
        n_resamples=choices["n_resamples"],
        seed=choices["seed"],
    )
    prevalence = study.save_table(
        "prevalence", prevalence.assign(label=prevalence["topic"].map(label))
    )
    few = prevalence[group].nunique() <= 8  # as many as there are colours
    shown = (
        study.save_figure("prevalence", "prevalence", options={"group": group})
        if few
        else prevalence
    )
else:
    shown = Markdown("There are no topics or no groups to compare.")
shown
