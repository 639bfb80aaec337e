"""A table of whatever columns comes back from its arrays as it went."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textkit.columns import pack_table, unpack_table
from textkit.tables import text_column

WORD = st.one_of(st.text(max_size=4), st.text(alphabet="改\ud83d\ude00😀\0", max_size=4))
CELLS = {
    "int64": st.integers(-(2**63), 2**63 - 1),
    "float32": st.floats(width=32),
    "bool": st.booleans(),
    "Int64": st.none() | st.integers(-(2**63), 2**63 - 1),
    "Float64": st.none() | st.floats(allow_nan=False),
    "boolean": st.none() | st.booleans(),
    "str": st.none() | WORD,
    "string": st.none() | st.text(max_size=4),
    "datetime64[us]": st.none() | st.datetimes(),
    "timedelta64[ns]": st.none() | st.integers(-(2**62), 2**62),
    "object": st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.just(pd.NA), WORD,
        st.dates(), st.datetimes(),
    ),
}  # fmt: skip


def column(kind, cells):
    return text_column(cells) if kind == "str" else pd.Series(cells, dtype=kind)


def there_and_back(table):
    described, arrays = pack_table(table)
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)  # no array holds Python objects
    stream.seek(0)
    with np.load(stream, allow_pickle=False) as archive:
        return unpack_table(described, dict(archive), len(table))


@given(st.data(), st.integers(0, 5))
@example(None, 4)
def test_law_any_table_comes_back(data, n):
    if data is None:  # strings that differ after a NUL only, and halves that are no 😀
        before = pd.DataFrame(
            {"a": pd.Series(["a\0b", "a\0c", "\ud83d\ude00", "😀"], dtype=object)}
        )
    else:
        kinds = data.draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=4, unique=True))
        cells = {kind: [data.draw(CELLS[kind]) for _ in range(n)] for kind in kinds}
        before = pd.DataFrame(
            {kind: column(kind, values) for kind, values in cells.items()}, index=range(n)
        )
    after = there_and_back(before)
    assert after.equals(before)
    assert after.dtypes.tolist() == before.dtypes.tolist()
    for name in before.columns.intersection(["object", "a"]):
        assert list(map(type, after[name])) == list(map(type, before[name]))


def test_columns_of_one_name_and_no_columns_at_all():
    twice = pd.DataFrame([[1, "改"]], columns=["a", "a"])
    assert there_and_back(twice).equals(twice)
    assert len(there_and_back(pd.DataFrame(index=range(3)))) == 3


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (pd.Series([[1]]), "holds [1]"),
        (pd.Series([1 + 2j]), "has the type complex128"),
        (pd.Series(["a"], dtype="category"), "has the type category"),
    ],
)
def test_what_no_file_keeps_is_refused(values, what):
    with pytest.raises(ValueError) as caught:
        pack_table(pd.DataFrame({"one": values}))
    assert str(caught.value) == (
        f"the column 'one' {what}; a file keeps numbers, truth values, dates, times without a "
        "zone, strings and missing values. Turn it into one of these first, or drop it."
    )
