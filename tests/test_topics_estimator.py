"""TopicModel: what scikit-learn asks of a transformer, and that it says what fit_topics says."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

import textkit as tk
from textkit.topics import fit_topics
from textkit.topics.estimator import TopicModel

TEXTS = ["教育 学校", "学校 教师 教育", "道路 公交", "公交 道路 地铁", "医院 医生", "医院"]


@pytest.mark.filterwarnings("ignore")  # the checks provoke warnings of others
@parametrize_with_checks([TopicModel(2), TopicModel(2, method="lda", n_runs=2, max_iter=5)])
def test_scikit_learn_takes_it_for_one_of_its_own(estimator, check):
    check(estimator)


def counted():
    return tk.Tokens.from_words([text.split() for text in TEXTS]).counts()


@pytest.mark.parametrize("method", ["nmf", "lda", "lda_gibbs"])
def test_it_says_what_fit_topics_says(method):
    matrix = counted()
    order = np.argsort(matrix.terms, kind="stable")
    model = TopicModel(3, method=method, random_state=5).fit(matrix.counts[:, order])
    topics = fit_topics(matrix, 3, method=method, seed=5)
    assert model.components_.tobytes() == topics.profiles.tobytes()
    assert model.transform(matrix.counts[:, order]).tobytes() == topics.weights.tobytes()
    assert model.get_feature_names_out().tolist() == ["topicmodel0", "topicmodel1", "topicmodel2"]


def test_a_pipeline_from_texts_to_shares():
    pipeline = make_pipeline(tk.TermVectorizer(), TopicModel(n_topics=3))
    shares = clone(pipeline).fit_transform(TEXTS)
    assert shares.argmax(axis=1).tolist()[::2] == [
        shares[0].argmax(),
        shares[2].argmax(),
        shares[4].argmax(),
    ]
    assert len({row.argmax() for row in shares}) == 3
    assert pipeline.fit(TEXTS).transform(["元宇宙"]).tolist() == [[0, 0, 0]]


def test_rows_too_alike_give_fewer_topics():
    assert TopicModel(3).fit_transform(np.array([[1, 2], [2, 4], [1, 2]])).shape == (3, 1)


ERRORS = {
    "negative": (
        lambda: TopicModel(1).fit(np.array([[1, -1], [1, 1]])),
        "Negative values in data passed to TopicModel: it takes counts.",
    ),
    "method": (
        lambda: TopicModel(1, method="pca").fit(np.eye(2)),
        "method='pca' is none of nmf, lda, lda_gibbs.",
    ),
    "weights to Gibbs sampling": (
        lambda: TopicModel(1, method="lda_gibbs").fit(sparse.csr_array([[0.5, 1], [1, 1]])),
        'method="lda_gibbs" needs whole counts, not weights.',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ERRORS)
def test_errors_name_the_place_and_the_remedy(case):
    call, message = ERRORS[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message
