"""Counts → topic profiles by latent Dirichlet allocation, agreed on by several runs."""

from __future__ import annotations

import warnings
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from textkit.topics.ranking import pair_topics
from textkit.topics.shares import ALPHA, Floats

ETA = 0.01  # prior weight of every term in a topic, in tokens
ROUNDS, SWEEPS = 200, 1000  # most rounds of variational Bayes; sweeps of Gibbs sampling
RUNS = 5


class Run(NamedTuple):
    """What a fit leaves: topics × terms, each row summing to one, and how it ended."""

    profiles: Floats
    n_iter: int
    converged: bool


def fit_lda(
    counts: sparse.csr_array,
    n_topics: int,
    *,
    method: str,
    seed: int,
    n_runs: int,
    max_iter: int | None,
    n_jobs: int | None = None,
) -> tuple[Run, Floats | None]:
    """Fit from ``n_runs`` seeds; return what they agree on, and how well, topic by topic."""
    from joblib import Parallel, delayed

    filled = counts[np.flatnonzero(np.diff(counts.indptr))]
    work = vary if method == "lda" else sample
    if work is sample:
        require_tomotopy()
    sources = np.random.SeedSequence(seed).spawn(n_runs)
    seeds = [int(source.generate_state(1)[0] >> 1) for source in sources]  # below 2**31
    runs = Parallel(n_jobs=n_jobs)(delayed(work)(filled, n_topics, one, max_iter) for one in seeds)
    if n_runs == 1:
        return runs[0], None
    profiles, agreement = consensus([run.profiles for run in runs])
    ends = max(run.n_iter for run in runs), all(run.converged for run in runs)
    return Run(profiles, *ends), agreement


def consensus(runs: list[Floats]) -> tuple[Floats, Floats]:
    """Average the topics that runs have in common, so that the answer hangs on no one seed.

    The run that agrees best with all others is the reference; the topics of each other run
    are matched to its topics one to one (Hungarian method, cosine of profiles), and matched
    profiles are averaged. Returns the averages, topics × terms, and each topic's mean cosine
    with its matches: 1 if every run has it, low if the runs disagree, and then the average
    is a blend to be wary of.

    >>> one, other = np.eye(2), np.array([[0.0, 1.0], [0.8, 0.2]])
    >>> profiles, agreement = consensus([one, other, one])
    >>> profiles.round(2).tolist(), agreement.round(2).tolist()
    ([[0.93, 0.07], [0.0, 1.0]], [0.99, 1.0])
    """
    units = [run / np.linalg.norm(run, axis=1, keepdims=True) for run in runs]
    cosines = [[np.einsum("it,jt->ij", one, other) for other in units] for one in units]
    pairs = [[pair_topics(table) for table in row] for row in cosines]
    together = np.array(
        [
            [table[pair].mean() for table, pair in zip(*both, strict=True)]
            for both in zip(cosines, pairs, strict=True)
        ]
    )
    # Rounded, so that the first of equally good runs is taken and not the last bit's.
    reference = int(together.mean(axis=1).round(9).argmax())
    matched = [pair[1] for pair in pairs[reference]]
    profiles = np.mean([run[order] for run, order in zip(runs, matched, strict=True)], axis=0)
    others = [number for number in range(len(runs)) if number != reference]
    agreement = np.mean([cosines[reference][n][pairs[reference][n]] for n in others], axis=0)
    return profiles / profiles.sum(axis=1, keepdims=True), agreement


def vary(counts: sparse.csr_array, n_topics: int, seed: int, max_iter: int | None) -> Run:
    """Fit by variational Bayes: scikit-learn's LatentDirichletAllocation, in batch."""
    from sklearn.decomposition import LatentDirichletAllocation
    from threadpoolctl import threadpool_limits

    most = max_iter or ROUNDS
    model = LatentDirichletAllocation(
        n_topics,
        doc_topic_prior=ALPHA,
        topic_word_prior=ETA,
        learning_method="batch",
        max_iter=most,
        evaluate_every=5,
        perp_tol=0.01,
        random_state=seed,
    )
    with threadpool_limits(1):
        model.fit(counts)
    weights: Floats = model.components_
    return Run(weights / weights.sum(axis=1, keepdims=True), model.n_iter_, model.n_iter_ < most)


def sample(counts: sparse.csr_array, n_topics: int, seed: int, max_iter: int | None) -> Run:
    """Fit by Gibbs sampling: tomotopy's LDAModel, on one thread, which alone repeats."""
    tp = require_tomotopy()
    sweeps = max_iter or SWEEPS
    model = tp.LDAModel(k=n_topics, alpha=ALPHA, eta=ETA, seed=seed)
    model.optim_interval = 0  # the priors stay as stated
    names = np.array([str(column) for column in range(counts.shape[1])], dtype=object)
    times = counts.data.astype(np.int64)
    if (times != counts.data).any():
        raise ValueError('method="lda_gibbs" needs whole counts, not weights.')
    tokens = names[np.repeat(counts.indices, times)]
    ends = np.concatenate([[0], np.cumsum(counts.sum(axis=1).astype(np.int64))])
    for begin, end in pairwise(ends):
        model.add_doc(tokens[begin:end].tolist())
    model.train(sweeps, workers=1, parallel=tp.ParallelScheme.NONE)
    profiles = np.zeros((n_topics, counts.shape[1]))
    columns = [int(name) for name in model.used_vocabs]
    for number in range(n_topics):
        profiles[number, columns] = model.get_topic_word_dist(number)
    return Run(profiles / profiles.sum(axis=1, keepdims=True), sweeps, True)


def require_tomotopy() -> Any:
    """Return tomotopy, or say how to get it."""
    try:
        with warnings.catch_warnings():
            # It warns of how it was compiled, which is no matter of its users.
            warnings.simplefilter("ignore", DeprecationWarning)
            return import_module("tomotopy")
    except ImportError as missing:
        message = 'method="lda_gibbs" needs tomotopy: pip install "textkit[lda]"'
        raise ImportError(message) from missing
