"""Every weight, document frequency and TF-IDF of quanteda 4.3.1, and those it gets wrong."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.weighting import document_frequency, weigh

FACTS = json.loads((Path(__file__).parent / "oracles/weighting.json").read_text(encoding="utf-8"))
ENTRIES = FACTS["entries"]
# quanteda divides by the maxima of other rows once a row is empty; and it documents a
# scheme, logsmooth, that it does not have.
ON_PURPOSE = {
    "weight/D/propmax": "propmax",
    "weight/D/augmented": "augmented",
    "tfidf/D/propmax": "propmax",
    "tfidf/D/augmented": "augmented",
    "weight/D/logsmooth": None,
}


def matrix_of(values):
    counts = np.array(values, dtype=np.int64)
    terms = np.array([f"t{i}" for i in range(counts.shape[1])], dtype=object)
    return TermMatrix(sparse.csr_array(counts), terms, pd.DataFrame(index=range(len(counts))))


def numbers(key):
    output = ENTRIES[key]["output"]["values"]
    return pd.DataFrame(output).replace("NA", np.nan).to_numpy(dtype=float).squeeze()


def ours(key):
    call = ENTRIES[key]["call"]
    options = dict(re.findall(r'(\w+) = "?([\w.]+)"?', call))
    matrix = matrix_of(FACTS["inputs"]["D0" if "(D0" in call else "D"])
    base = float(options.get("base", 10))
    if call.startswith("docfreq"):
        k, s = float(options.get("k", 0)), float(options.get("smoothing", 0))
        return document_frequency(
            matrix.counts, scheme=options["scheme"], base=base, k=k, smoothing=s
        )
    if call.startswith("dfm_weight"):
        return weigh(matrix.counts, tf=options["scheme"]).toarray()
    tf, df = options.get("scheme_tf", "count"), options.get("scheme_df", "inverse")
    return weigh(matrix.counts, tf=tf, df=df, base=base).toarray()


@pytest.mark.parametrize("key", [key for key in ENTRIES if key not in ON_PURPOSE])
def test_it_is_quanteda_s_number(key):
    np.testing.assert_allclose(ours(key), numbers(key), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("key", [key for key, tf in ON_PURPOSE.items() if tf])
def test_an_empty_row_moves_no_maximum(key):
    counts = np.array(FACTS["inputs"]["D"], dtype=float)
    share = counts / np.maximum(counts.max(axis=1, keepdims=True), 1)
    right = share if ON_PURPOSE[key] == "propmax" else np.where(counts > 0, (1 + share) / 2, 0)
    if key.startswith("tfidf"):
        right = right * np.log10(len(counts) / (counts > 0).sum(axis=0))
    np.testing.assert_allclose(ours(key), right, rtol=1e-12, atol=1e-14)
    assert not np.allclose(numbers(key), right)


def test_a_scheme_that_is_not_there_is_refused():
    assert "error" in ENTRIES["weight/D/logsmooth"]
    with pytest.raises(ValueError, match="tf='logsmooth' is no scheme; there are count, prop"):
        weigh(matrix_of([[1]]).counts, tf="logsmooth")
    with pytest.raises(ValueError, match="df='idf' is no scheme; there are count, inverse"):
        weigh(matrix_of([[1]]).counts, df="idf")
    with pytest.raises(ValueError, match="base=1 must be above 1"):
        weigh(matrix_of([[1]]).counts, base=1)


def test_no_entry_is_left_out():
    assert len(ENTRIES) == 13 + 13 + 63


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=5))
def test_shares_add_up_and_scale_does_not_matter(rows):
    matrix, tripled = matrix_of(rows), matrix_of(3 * np.array(rows))
    sums = weigh(matrix.counts, tf="prop").sum(axis=1)
    np.testing.assert_allclose(sums, (np.array(rows).sum(axis=1) > 0).astype(float))
    for tf in ("prop", "propmax", "augmented", "boolean"):
        one, three = weigh(matrix.counts, tf=tf), weigh(tripled.counts, tf=tf)
        np.testing.assert_allclose(one.toarray(), three.toarray())
