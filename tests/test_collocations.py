"""Collocations, by statsmodels, SciPy and counting by hand."""

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit import slices
from textkit.measures import sequences
from textkit.measures.collocations import MEASURES, collocations
from textkit.tokens import Tokens

COLUMNS = ["term", "word_1", "word_2", "size", "count", "n_passages", "lambda", "low", "high"]
COLUMNS += ["z", "p", "q", "log_dice", "pmi", "t", "g2"]


def by_words(table):
    words = [name for name in table if name.startswith("word_")]
    return {" ".join(row[words]).strip(): row for _, row in table.iterrows()}


def drop(tokens, *words):
    return replace(tokens, kept=tokens.kept & ~np.isin(tokens.terms, words))


def test_two_words_worked_by_hand():
    # Pairs 改革开放 × 3, 改革发展, 经济发展 × 4: n = 8. For 改革开放 the cells are 3, 1, 0, 4:
    # λ = ln(3.5 · 4.5 / (1.5 · 0.5)), logDice = 14 + log2(6/7), PMI = log2(3 · 8 / (4 · 3)) = 1,
    # t = (3 − 1.5)/√3.
    words = [["改革", "开放"]] * 3 + [["改革", "发展"]] + [["经济", "发展"]] * 4
    row = by_words(collocations(Tokens.from_words(words)))["改革 开放"]
    assert row["term"] == "改革开放"
    assert (row["size"], row["count"], row["n_passages"]) == (2, 3, 3)
    assert row["lambda"] == pytest.approx(np.log(3.5 * 4.5 / (1.5 * 0.5)))
    error = np.sqrt(1 / 3.5 + 1 / 1.5 + 1 / 0.5 + 1 / 4.5)
    assert row["z"] == pytest.approx(row["lambda"] / error)
    assert row["low"] == pytest.approx(row["lambda"] - 1.959963984540054 * error)
    assert row["high"] == pytest.approx(row["lambda"] + 1.959963984540054 * error)
    assert row["log_dice"] == pytest.approx(14 + np.log2(6 / 7))
    assert row["pmi"] == pytest.approx(1)
    assert row["t"] == pytest.approx(1.5 / np.sqrt(3))


def table_of(tokens, words):
    """Cross-tabulate the words of a sequence over all sequences of the tokens, by counting."""
    cells = np.zeros((2,) * len(words))
    for i in range(len(tokens)):
        text = tokens.words(i)
        for start in range(len(text) - len(words) + 1):
            here = text[start : start + len(words)]
            cells[tuple(int(a == b) for a, b in zip(here, words, strict=True))] += 1
    return cells


def some_text(seed, rows=30):
    random = np.random.default_rng(seed)
    return Tokens.from_words([random.choice(list("甲乙丙丁"), 12).tolist() for _ in range(rows)])


@pytest.mark.parametrize("size", [2, 3])
def test_g2_is_scipys_and_p_that_of_the_normal(size):
    from scipy.stats import chi2_contingency, norm

    tokens = some_text(1)
    for words, row in by_words(collocations(tokens, size=size)).items():
        cells = table_of(tokens, words.split())
        wanted = chi2_contingency(cells, correction=False, lambda_="log-likelihood")[0]
        assert abs(row["g2"]) == pytest.approx(wanted, rel=1e-9)
        assert row["p"] == pytest.approx(2 * norm.sf(abs(row["z"])))


@pytest.mark.parametrize("size", [2, 3])
def test_lambda_is_the_last_term_of_a_saturated_log_linear_model(size):
    import statsmodels.api as sm

    tokens = some_text(2)
    places = np.array(list(product((0, 1), repeat=size)))
    subsets = list(product((0, 1), repeat=size))
    design = np.array([[np.prod(p[np.array(s) == 1]) for s in subsets] for p in places])
    for words, row in by_words(collocations(tokens, size=size).head(3)).items():
        cells = table_of(tokens, words.split()) + 0.5
        # Each cell in two unequal parts, for statsmodels takes a perfect fit for an error.
        parts = np.concatenate([0.4 * cells.ravel(), 0.6 * cells.ravel()])
        model = sm.GLM(parts, np.tile(design, (2, 1)), family=sm.families.Poisson())
        fit = model.fit(tol=1e-14)
        assert row["lambda"] == pytest.approx(fit.params[-1], abs=1e-6)
        assert row["z"] == pytest.approx(fit.tvalues[-1], abs=1e-6)


def test_three_words_worked_by_hand():
    # 5 triples: 一 二 三 × 2, 一 四 五, 六 二 七, 八 九 三. f₁ = 3, f₂ = 3, f₃ = 3, expected 27/25;
    # logDice = 14 + log2(6/9), PMI = log2(2 · 25 / 27), t = (2 − 1.08)/√2.
    words = [["一", "二", "三"]] * 2 + [list("一四五"), list("六二七"), list("八九三")]
    row = collocations(Tokens.from_words(words), size=3).iloc[0]
    assert row["term"] == "一二三"
    assert row["log_dice"] == pytest.approx(14 + np.log2(6 / 9))
    assert row["pmi"] == pytest.approx(np.log2(50 / 27))
    assert row["t"] == pytest.approx((2 - 1.08) / np.sqrt(2))


@pytest.mark.parametrize(
    ("words", "pairs"),
    [
        ([["改革", "，", "开放"]], []),  # punctuation parts, kept or not
        ([["改革", "。", "开放"]], []),
        ([["改革", "；", "开放"]], []),
        ([["改革", "\n", "开放"]], []),  # and so does a new line
        ([["改革", " ", "开放"]], ["改革 开放"]),  # but no space in a line
        ([["改革"], ["开放"]], []),  # never from one passage into the next
        ([["5", "G", "网络"]], ["5 G", "G 网络"]),
    ],
)
def test_what_parts_words(words, pairs):
    tokens = Tokens.from_words(words)
    for some in (tokens, tokens.keep()):
        assert sorted(by_words(collocations(some, min_count=1))) == pairs


def test_a_dropped_word_leaves_a_gap_and_changes_no_number():
    tokens = Tokens.from_words([["改革", "的", "成就"], ["改革", "开放"], ["改革", "开放", "的"]])
    whole, dropped = (
        by_words(collocations(one, min_count=1)) for one in (tokens, drop(tokens, "的"))
    )
    assert sorted(dropped) == ["改革 开放"]
    numbers = [name for name in COLUMNS if name != "q"]  # q is over the rows there are
    assert dropped["改革 开放"][numbers].tolist() == whole["改革 开放"][numbers].tolist()


def test_a_window_counts_ordered_pairs_within_a_sentence():
    tokens = Tokens.from_words([["推进", "，", "全面", "改革", "。", "开放"]])
    table = collocations(tokens, window=2, min_count=1)
    assert sorted(table["term"]) == ["全面…改革", "推进…全面", "推进…改革"]
    next_to = collocations(tokens, window=1, min_count=1)["term"].tolist()
    assert next_to == ["全面…改革", "推进…全面"]


WORD = st.sampled_from(["甲", "乙", "丙", "的", "，", "。", " "])


@settings(deadline=None)
@given(st.lists(st.lists(WORD, max_size=9), max_size=5), st.sampled_from([None, 1, 2, 3]))
def test_pairs_are_those_of_counting_one_by_one(rows, window):
    tokens = drop(Tokens.from_words(rows), "的")
    stops = {"。"} if window else {"，", "。"}
    everything, spread = Counter(), {}
    for number, row in enumerate(rows):
        runs = [[]]
        for word in row:
            if word in stops:
                runs.append([])
            elif word not in ("，", " "):
                runs[-1].append(word)
        for run in runs:
            for i, word in enumerate(run):
                for other in run[i + 1 : i + 1 + (window or 1)]:
                    everything[word, other] += 1
                    spread.setdefault((word, other), set()).add(number)
    kept = {pair: count for pair, count in everything.items() if "的" not in pair}
    table = by_words(collocations(tokens, window=window, min_count=1))
    assert {tuple(words.split()): row["count"] for words, row in table.items()} == kept
    n = sum(everything.values())
    for (one, two), f in kept.items():
        row = table[f"{one} {two}"]
        f1 = sum(count for pair, count in everything.items() if pair[0] == one)
        f2 = sum(count for pair, count in everything.items() if pair[1] == two)
        cells = np.array([f, f1 - f, f2 - f, n - f1 - f2 + f]) + 0.5
        assert row["n_passages"] == len(spread[one, two])
        assert row["lambda"] == pytest.approx(np.log(cells) @ [1, -1, -1, 1])
        assert row["pmi"] == pytest.approx(np.log2(f * n / (f1 * f2)))


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("甲乙丙，"), max_size=9), max_size=5), st.integers(1, 3))
def test_triples_are_those_of_counting_one_by_one(rows, least):
    tokens = Tokens.from_words(rows)
    everything = Counter(
        tuple(row[i : i + 3])
        for row in rows
        for i in range(len(row) - 2)
        if "，" not in row[i : i + 3]
    )
    table = by_words(collocations(tokens, size=3, min_count=least))
    often = {words: count for words, count in everything.items() if count >= least}
    assert {tuple(words.split()): row["count"] for words, row in table.items()} == often
    for words, row in table.items():
        value = 0.0
        for place in product((1, 0), repeat=3):
            cell = sum(
                count
                for other, count in everything.items()
                if tuple(int(a == b) for a, b in zip(other, words.split(), strict=True)) == place
            )
            value += (-1) ** place.count(0) * np.log(cell + 0.5)
        assert row["lambda"] == pytest.approx(value, abs=1e-9)


def test_reading_backwards_swaps_the_words_and_nothing_else():
    tokens = some_text(3)
    back = Tokens.from_words([tokens.words(i)[::-1] for i in range(len(tokens))])
    there, again = by_words(collocations(tokens)), by_words(collocations(back))
    for words, row in there.items():
        other = again[" ".join(words.split()[::-1])]
        for name in ("count", "n_passages", *MEASURES):
            assert other[name] == pytest.approx(row[name], rel=1e-12)


def test_ten_times_the_text_leaves_log_dice_and_pmi_and_multiplies_g2():
    tokens = some_text(4)
    tenfold = Tokens.from_words([tokens.words(i) for i in range(len(tokens))] * 10)
    once, often = by_words(collocations(tokens)), by_words(collocations(tenfold))
    for words, row in once.items():
        assert often[words]["log_dice"] == pytest.approx(row["log_dice"])
        assert often[words]["pmi"] == pytest.approx(row["pmi"])
        assert often[words]["g2"] == pytest.approx(10 * row["g2"])


@pytest.mark.parametrize("options", [{"size": (2, 3)}, {"window": 3}])
def test_the_size_of_a_block_bears_on_nothing(monkeypatch, options):
    whole = collocations(some_text(5), **options)
    monkeypatch.setattr(slices, "SIZE", 7)
    monkeypatch.setattr(sequences, "_BUCKETS", 3)  # so few that rare pairs share a full one
    monkeypatch.setattr(sequences, "_WAITING", 5)
    pd.testing.assert_frame_equal(collocations(some_text(5), **options), whole)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_measure_sorts_and_ties_go_by_count_and_words(measure):
    table = collocations(some_text(6), measure=measure)
    assert (table[measure].diff().dropna() <= 1e-9).all()
    tied = Tokens.from_words([["丙", "丁"], ["甲", "乙"], ["丙", "丁"], ["甲", "乙"]])
    assert collocations(tied, measure=measure)["term"].tolist() == ["丙丁", "甲乙"]


@pytest.mark.parametrize("words", [[], [[]], [["改革"]], [["改革"], []], [["，", "。"]]])
@pytest.mark.parametrize("size", [2, 3, (2, 3)])
def test_no_sequence_gives_an_empty_table(words, size):
    table = collocations(Tokens.from_words(words), size=size, min_count=1)
    third = [] if size == 2 else ["word_3"]
    assert list(table.columns) == [*COLUMNS[:3], *third, *COLUMNS[3:]]
    assert table.empty


def test_all_tokens_alike_have_no_association():
    # Every pair is 加快加快: o11 = expected = n, so nothing is learnt from it.
    row = collocations(Tokens.from_words([["加快"] * 9])).iloc[0]
    assert row["count"] == 8
    assert (row["pmi"], row["t"], row["g2"], row["log_dice"]) == (0, 0, 0, 14)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": 4}, "size must be 2, 3 or (2, 3), not 4."),
        ({"size": ()}, "size must be 2, 3 or (2, 3), not ()."),
        (
            {"size": 3, "window": 5},
            "window=5 goes with size=2, and is 1 or more: how many words apart.",
        ),
        ({"window": 0}, "window=0 goes with size=2, and is 1 or more: how many words apart."),
        ({"min_count": 0}, "min_count must be at least 1, not 0."),
        (
            {"measure": "mi3"},
            "measure must be one of z, lambda, log_dice, pmi, t, g2, not 'mi3'.",
        ),
        ({"smoothing": -1}, "smoothing must not be negative, but is -1."),
        ({"confidence": 95}, "confidence must lie between 0 and 1, not 95."),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValueError) as error:
        collocations(some_text(7), **options)
    assert str(error.value) == message
