"""scikit-learn's vectorizers, bit for bit, and scikit-learn's own checks."""

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks, get_tags
from sklearn.utils.estimator_checks import check_estimator, parametrize_with_checks
from sklearn.utils.validation import check_is_fitted, validate_data

import textkit as tk
from textkit.vectorizer import TermVectorizer

TEXTS = [
    "深化“放管服”改革，优化营商环境。",
    "改革开放；增长6.5%，GDP突破800亿元\n改革",
    "",
    "营商环境，营商环境！",
    "教育强区 和 医疗",
]
OTHERS = ["改革与教育", "新词", "", "营商环境改革改革"]
SEGMENTER = tk.Segmenter()


def theirs(kind, *, kept=lambda word: not word.isspace(), **options):
    """Set up scikit-learn's vectorizer with our words."""
    return kind(analyzer=lambda text: [w for w in SEGMENTER.cut(text) if kept(w)], **options)


def agree(ours, reference, texts, others):
    """Compare terms, values and types; the values must be equal to the last bit.

    To that of transform: scikit-learn's fit_transform adds squares in another order.
    """
    one, other = ours.fit_transform(texts), reference.fit_transform(texts)
    np.testing.assert_allclose(one.toarray(), other.toarray(), rtol=1e-14, atol=0)
    pairs = [
        (one, reference.transform(texts)),
        (ours.transform(others), reference.transform(others)),
    ]
    pairs.append((one, ours.transform(texts)))
    assert ours.get_feature_names_out().tolist() == reference.get_feature_names_out().tolist()
    for mine, its in pairs:
        assert mine.shape == its.shape
        assert mine.dtype == its.dtype
        assert (mine.toarray() == its.toarray()).all()
        assert mine.has_canonical_format


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"norm": "l1"},
        {"norm": None, "sublinear_tf": True},
        {"smooth_idf": False},
        {"min_df": 2},
        {"max_df": 2},
        {"min_df": 0.3, "max_df": 0.5},
        {"max_features": 3},
    ],
)
def test_weights_are_scikit_learns(options):
    reference = theirs(TfidfVectorizer, **options)
    ours = TermVectorizer(punctuation=True, **options)
    agree(ours, reference, TEXTS, OTHERS)
    assert (ours.idf_ == reference.idf_).all()
    assert ours.vocabulary_ == reference.vocabulary_


def test_without_white_space_the_analyzer_is_the_segmenter_itself():
    texts = ["".join(text.split()) for text in TEXTS]
    agree(TermVectorizer(punctuation=True), TfidfVectorizer(analyzer=SEGMENTER), texts, OTHERS)


def test_counts_are_scikit_learns():
    reference = theirs(CountVectorizer, kept=lambda word: len(word) > 1 and word != "改革")
    ours = TermVectorizer(weighting="count", stopwords=["改革"], min_length=2)
    agree(ours, reference, TEXTS, OTHERS)


words = st.lists(st.lists(st.sampled_from(["改", "革", "开", "a", "b"]), max_size=6), min_size=1, max_size=8)  # fmt: skip
limit = st.integers(1, 4) | st.floats(0, 1)


@settings(deadline=None, max_examples=200)
@given(words, words, limit, limit)
def test_law_weights_are_scikit_learns_or_both_refuse(lists, others, min_df, max_df):
    texts, others = [" ".join(row) for row in lists], [" ".join(row) for row in others]
    ours = TermVectorizer(engine=str.split, min_df=min_df, max_df=max_df)
    reference = TfidfVectorizer(analyzer=str.split, min_df=min_df, max_df=max_df)
    try:
        reference.fit(texts)
    except ValueError:
        with pytest.raises(ValueError):
            ours.fit(texts)
    else:
        agree(ours, reference, texts, others)


def test_it_is_the_matrix_of_tokens():
    matrix = SEGMENTER.segment(TEXTS).keep(stopwords="zh").counts().tfidf()
    ours = TermVectorizer(stopwords="zh")
    assert (ours.fit_transform(TEXTS).toarray() == matrix.counts.toarray()).all()
    assert ours.get_feature_names_out().tolist() == matrix.terms.tolist()


def test_the_commonest_terms_and_ties_by_code_point():
    vectorizer = TermVectorizer(engine=str.split, max_features=3, weighting="count")
    vectorizer.fit(["d c", "b a a", "b"])
    assert vectorizer.get_feature_names_out().tolist() == ["a", "b", "c"]


def test_lexicon_hmm_and_engine_are_the_segmenters(tmp_path):
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("六城联动\n", encoding="utf-8")
    names = {
        hmm: TermVectorizer(lexicon=lexicon, hmm=hmm).fit(["六城联动，窦一鸣"]).vocabulary_
        for hmm in (True, False)
    }
    assert names[True] == {"六城联动": 0, "窦一鸣": 1}
    assert set(names[False]) == {"六城联动", "窦", "一", "鸣"}


def test_threads_change_nothing():
    texts = ["深化改革，扩大开放。" * 3000 + str(number) for number in range(8)]
    one, two = TermVectorizer().fit_transform(texts), TermVectorizer(n_jobs=2).fit_transform(texts)
    assert (one.toarray() == two.toarray()).all()


def test_columns_arrays_and_generators_will_do():
    expected = TermVectorizer().fit_transform(TEXTS).toarray()
    for texts in (pd.Series(TEXTS), np.array(TEXTS), np.array(TEXTS, dtype=object), iter(TEXTS)):
        assert (TermVectorizer().fit_transform(texts).toarray() == expected).all()


def test_it_works_in_a_pipeline_and_a_grid():
    texts = ["深化改革开放", "改善医疗教育"] * 6
    pipeline = make_pipeline(TermVectorizer(), LogisticRegression())
    search = GridSearchCV(pipeline, {"termvectorizer__min_length": [1, 2]}, cv=2)
    assert search.fit(texts, [0, 1] * 6).score(["开放", "教育"], [0, 1]) == 1.0


def test_it_survives_pickling_after_fitting():
    fitted = TermVectorizer().fit(TEXTS)
    copied = pickle.loads(pickle.dumps(fitted))
    assert (copied.transform(OTHERS).toarray() == fitted.transform(OTHERS).toarray()).all()


def test_the_names_cannot_be_changed_from_outside():
    fitted = TermVectorizer().fit(TEXTS)
    fitted.get_feature_names_out()[:] = ""
    assert "" not in fitted.get_feature_names_out()


# scikit-learn's checks bring tables of numbers, and it skips most of them for what takes
# texts. Written out as words, the numbers are texts: so all checks are run.


class OfNumbers(TermVectorizer):
    """A vectorizer of tables: each number becomes a word, each row a text."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = False
        tags.input_tags.two_d_array = True
        return tags

    def _texts(self, table, *, reset):
        table = validate_data(self, table, reset=reset)
        return [" ".join(f"c{n}v{x:.0f}" for n, x in enumerate(row)) for row in table]

    def fit_transform(self, X, y=None):
        return super().fit_transform(self._texts(X, reset=True), y)

    def transform(self, X):
        check_is_fitted(self, "vocabulary_")
        return super().transform(self._texts(X, reset=False))


@parametrize_with_checks([OfNumbers(engine=str.split), OfNumbers(weighting="count")])
def test_scikit_learns_checks_on_numbers_as_words(estimator, check):
    check(estimator)


@pytest.mark.parametrize(
    "name",
    [
        "check_estimator_cloneable",
        "check_estimator_repr",
        "check_estimator_tags_renamed",
        "check_valid_tag_types",
        "check_no_attributes_set_in_init",
        "check_do_not_raise_errors_in_init_or_set_params",
        "check_mixin_order",
        "check_parameters_default_constructible",
        "check_get_params_invariance",
        "check_set_params",
        "check_get_feature_names_out_error",
        "check_transformers_unfitted",
    ],
)
def test_scikit_learns_checks_that_need_no_data(name):
    getattr(estimator_checks, name)("TermVectorizer", TermVectorizer())


def test_check_estimator_has_nothing_against_it():
    with warnings.catch_warnings():
        # for what takes texts, scikit-learn leaves out all checks but one, and says so
        warnings.simplefilter("ignore", SkipTestWarning)
        done = check_estimator(TermVectorizer())
    assert {one["status"] for one in done} == {"passed"}
    tags = get_tags(TermVectorizer())
    assert tags.input_tags.string
    assert not tags.input_tags.two_d_array
    assert clone(TermVectorizer(min_df=0.5)).min_df == 0.5


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: TermVectorizer().fit("改革"), TypeError,
            "texts is one str; pass a list of texts, or a column of them.",
        ),
        (
            lambda: TermVectorizer().fit(pd.DataFrame({"text": ["改革"]})), TypeError,
            "texts is a DataFrame; pass a list of texts, or a column of them.",
        ),
        (
            lambda: TermVectorizer().fit(["改革", None]), TypeError,
            "the text of passage 1 is None, not a str; drop or fill missing texts first.",
        ),
        (
            lambda: TermVectorizer(weighting="bm25").fit(TEXTS), ValueError,
            "weighting is 'bm25'; use 'tfidf' or 'count'.",
        ),
        (
            lambda: TermVectorizer(min_df=0).fit(TEXTS), ValueError,
            "min_df is 0; give a number of texts (1 or more, an int) or a share of them (0.0 to "
            "1.0, a float).",
        ),
        (
            lambda: TermVectorizer(max_df=1.5).fit(TEXTS), ValueError,
            "max_df is 1.5; give a number of texts (1 or more, an int) or a share of them (0.0 to "
            "1.0, a float).",
        ),
        (
            lambda: TermVectorizer(min_df=True).fit(TEXTS), ValueError,
            "min_df is True; give a number of texts (1 or more, an int) or a share of them (0.0 "
            "to 1.0, a float).",
        ),
        (
            lambda: TermVectorizer(min_df=4, max_df=0.5).fit(TEXTS), ValueError,
            "min_df asks for 4 texts or more and max_df for 2.5 or fewer. Lower min_df or raise "
            "max_df.",
        ),
        (
            lambda: TermVectorizer(max_features=0).fit(TEXTS), ValueError,
            "max_features is 0; give 1 or more, or None.",
        ),
        (
            lambda: TermVectorizer().fit(["，", ""]), ValueError,
            "no term remains of 2 texts with 0 terms. Lower min_df, raise max_df, or drop fewer "
            "terms.",
        ),
        (
            lambda: TermVectorizer(weighting="count").fit(TEXTS).idf_, AttributeError,
            "counts have no idf_; it takes weighting='tfidf'.",
        ),
        (
            lambda: TermVectorizer().transform(TEXTS), NotFittedError,
            "This TermVectorizer instance is not fitted yet. Call 'fit' with appropriate "
            "arguments before using this estimator.",
        ),
    ],
)  # fmt: skip
def test_bad_calls_are_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
