# %% [markdown]
# # 4 · Themes: topics of the paragraphs and their prevalence
#
# **Question.** Into which themes do the paragraphs fall by their words alone, and how much
# of each document goes to each theme?
#
# **Method.** Non-negative matrix factorisation of TF-IDF weights over paragraphs. Shares of
# a paragraph add up to one; the prevalence of a theme in a group is the mean share, weighed
# by the paragraphs' tokens, with a bootstrap interval over paragraphs. Stability is the
# agreement of topics under resampling (Greene, O'Callaghan and Cunningham 2014).

# %% tags=["parameters"]
from IPython.display import Markdown

import textkit as tk
from textkit.topics import topic_stability
from textkit.topics.matching import match_topics

study = tk.open_study("04-themes")
choices = study.choices

# %%
corpus = tk.read_corpus(study.path("catalog"), corrections=study.path("corrections"))
passages = tk.split(corpus, into="paragraph")
segmenter = tk.Segmenter(lexicon=study.path("lexicon"), engine=choices["engine"])
tokens = segmenter.segment(passages[passages["kind"] == "body"])
counted = tokens.keep(
    stopwords="zh", min_length=choices["min_length"], pattern=choices["pattern"]
).keep(stopwords=study.path("stopwords"))
matrix = counted.counts().trim(min_passages=choices["min_passages"])
matrix

# %% [markdown]
# ## How many topics?
#
# Each number is fitted and judged by coherence (NPMI), by how well it fits words held out,
# and by its stability when paragraphs are left out. Whiskers are one standard error: numbers
# within it of the best are ties.

# %%
choice = study.save_table(
    "choice",
    tk.choose_topics(
        matrix,
        range(choices["fewest"], choices["most"] + 1),
        seed=choices["seed"],
    ),
)
study.save_figure("choice", "topic_choice")

# %% tags=["finding"]
proposed = choice.loc[choice["proposed"]].iloc[0]
used = choice.loc[choice["n_topics"] == choices["n_topics"]].iloc[0]
Markdown(
    f"The criteria propose **{proposed['n_topics']}** topics ({proposed['reason']}). We use "
    f"**{used['n_topics']}** ({used['reason']}), because they can be read and named at a glance. "
    f"Held-out fit lies within one standard error of its best for "
    f"{choice['best_in'].str.contains('heldout').sum()} of the {len(choice)} numbers tried, "
    f"stability for {choice['best_in'].str.contains('stability').sum()}, coherence for "
    f"{choice['best_in'].str.contains('npmi').sum()}. Another number is one line in "
    "`analysis.toml`."
)

# %%
topics = tk.fit_topics(matrix, n_topics=choices["n_topics"], seed=choices["seed"])
topics

# %% [markdown]
# ## The topics and their terms

# %%
label = topics.label()
terms = topics.top_terms(choices["n_terms"])
terms = study.save_table("terms", terms.assign(label=terms["topic"].map(label)))
study.save_figure(
    "terms",
    "topic_terms",
    by="topic",
    options={"n": choices["n_terms"]},
    layout={"columns": 4},
)

# %% [markdown]
# The paragraphs that a topic fits best say more than its terms:

# %%
representative = topics.representative(2)
study.save_table("representative", representative.assign(label=representative["topic"].map(label)))[
    ["topic", "label", "share", "doc_id", "text"]
].assign(text=lambda table: table["text"].str[:60])

# %% [markdown]
# ## Do they hold up?

# %%
stability = topic_stability(
    matrix,
    n_topics=choices["n_topics"],
    n_resamples=choices["stability_resamples"],
    seed=choices["seed"],
)
stability = study.save_table("stability", stability.assign(label=stability["topic"].map(label)))
stability

# %% tags=["finding"]
firm = stability[stability["stability"] >= 0.5]
Markdown(
    f"When a fifth of the paragraphs is left out at random, the {len(stability)} topics keep on "
    f"average {stability['stability'].mean():.2f} of their top terms (Jaccard agreement; 1 would be "
    f"all). {len(firm)} of {len(stability)} keep at least half"
    + (f": {'; '.join(firm['label'])}." if len(firm) else ".")
    + " The others should be read as groupings of these paragraphs, not as themes that another "
    "sample of paragraphs would show again."
)

# %% [markdown]
# ## How much of each document

# %%
prevalence = topics.prevalence(
    by="district",
    confidence=choices["confidence"],
    n_resamples=choices["n_resamples"],
    seed=choices["seed"],
)
prevalence = study.save_table("prevalence", prevalence.assign(label=prevalence["topic"].map(label)))
study.save_figure(
    "prevalence",
    "prevalence",
    options={"group": "district", "colours": dict(study.figure_settings["colours"])},
)

# %% tags=["finding"]
leading = prevalence.loc[prevalence.groupby("district", sort=False)["prevalence"].idxmax()]
Markdown(
    "The most prevalent topic is "
    + study.in_words(
        leading,
        "in **{district}** “{label}” with {prevalence:.0%} of the text ({low:.0%} to {high:.0%})",
    )
    + "."
)

# %% [markdown]
# ## Do other models find the same?
#
# Latent Dirichlet allocation on the same counts, topics paired by their terms:

# %%
lda = tk.fit_topics(matrix, n_topics=choices["n_topics"], method="lda", seed=choices["seed"])
pairs = study.save_table("pairs", match_topics(topics, lda))
pairs

# %% tags=["finding"]
similar = pairs["similarity"]
Markdown(
    f"Paired with the topics of an LDA, the {len(topics)} topics have a cosine between "
    f"{similar.min():.2f} and {similar.max():.2f} (mean {similar.mean():.2f}): what the two models "
    "agree on is a theme of the texts, the rest is the model's."
)

# %% [markdown]
# ## Caveat
#
# About a hundred paragraphs are few for a topic model, and half of them come from one
# report. The intervals say how much depends on which *paragraphs* the pages happen to have;
# they do not cover what the missing pages would have said, nor another number of topics.
