import difflib
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit import near
from textkit.near import align, near_pairs

REPORT = (Path(__file__).parents[1] / "data/raw/nanguan-report-2021.txt").read_text(
    encoding="utf-8"
)
ARTICLE = (Path(__file__).parents[1] / "data/raw/lvyuan-article-2021.txt").read_text(
    encoding="utf-8"
)


def letters(text):
    return "".join(
        chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one for one in text if one.isalnum()
    )


def runs(text, n=5):
    plain = letters(text)
    return {plain[at : at + n] for at in range(len(plain) - n + 1)}


def by_hand(texts, threshold):
    """All pairs with Python's own sets."""
    sets = [runs(text) for text in texts]
    for right in range(len(texts)):
        for left in range(right):
            common = len(sets[left] & sets[right])
            if common and common >= threshold * min(len(sets[left]), len(sets[right])):
                yield (
                    left, right, common / len(sets[left] | sets[right]),
                    common / len(sets[left]), common / len(sets[right]),
                )  # fmt: skip


def edited(text, share, rng):
    return "".join(rng.choice(ARTICLE) if rng.random() < share else one for one in text)


def test_it_finds_truncated_edited_and_rearranged_copies_with_the_shares_that_sets_give():
    rng = random.Random(0)
    lines = REPORT.splitlines()
    texts = [
        REPORT,
        REPORT[3000:4000],
        edited(REPORT, 0.05, rng),
        "\n".join(rng.sample(lines, len(lines))),
        REPORT[:4000] + ARTICLE[:2000],
        ARTICLE,
        ARTICLE[:600].replace("，", " "),
    ]
    found = near_pairs(texts, threshold=0.5)
    wanted = sorted(by_hand(texts, 0.5))
    assert found[["left", "right"]].values.tolist() == [[row[0], row[1]] for row in wanted]
    np.testing.assert_allclose(found.to_numpy(), np.array(wanted), rtol=1e-12)


def test_copies_are_paired_with_the_first_only():
    text = REPORT[2000:2300]
    found = near_pairs([text, "别的内容没有相同之处", text.replace("，", ", "), text, text[:200]])
    assert found[["left", "right", "jaccard"]].round(2).values.tolist() == [
        [0, 2, 1], [0, 3, 1], [0, 4, found["jaccard"].round(2)[2]]
    ]  # fmt: skip


def test_width_blanks_and_punctuation_play_no_part():
    found = near_pairs(["增长５％，超过２０２１年的水平！", "增长 5%超过2021年的水平"])
    assert found.values.tolist() == [[0, 1, 1, 1, 1]]


@pytest.mark.parametrize("texts", [[], [""], ["国家"], ["", ""], ["，" * 50, "。" * 50], [REPORT]])
def test_nothing_to_compare_gives_no_pair(texts):
    found = near_pairs(texts)
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == {
        "left": "int64", "right": "int64", "jaccard": "float64",
        "containment_left": "float64", "containment_right": "float64",
    }  # fmt: skip


def test_phrases_that_stand_everywhere_are_left_out_when_they_cost_too_much(monkeypatch):
    texts = [f"{REPORT[2000:2040]}{chr(0x4E00 + n) * 6}" for n in range(60)]
    texts.append(texts[7] + "尾")
    whole = near_pairs(texts)
    assert len(whole) == 61 * 60 / 2
    monkeypatch.setattr(near, "_BUDGET", 500)
    fewer = near_pairs(texts)
    assert len(fewer) < len(whole) / 2
    assert [7, 60] in fewer[["left", "right"]].values.tolist()


def test_blocks_of_rows_change_nothing(monkeypatch):
    lines = [line for line in (REPORT + ARTICLE).splitlines() if line] * 2
    whole = near_pairs(lines, threshold=0.3)
    monkeypatch.setattr(near, "_BLOCK", 10)
    monkeypatch.setattr(near, "_BATCH", 100)
    assert near_pairs(lines, threshold=0.3).equals(whole)


def test_choices_are_checked():
    with pytest.raises(ValueError) as caught:
        near_pairs([], threshold=0)
    assert str(caught.value) == "threshold must be above 0 and at most 1, not 0."
    with pytest.raises(ValueError) as caught:
        near_pairs([], n=0)
    assert str(caught.value) == "n must be at least 1, not 0."
    with pytest.raises(ValueError) as caught:
        align("", "", min_length=0)
    assert str(caught.value) == "min_length must be at least 1, not 0."


few = st.text("国家发展，5５ \ud800", max_size=60)


@settings(deadline=None, max_examples=150)
@given(st.lists(few, max_size=6), st.randoms(use_true_random=False))
def test_law_shares_are_those_of_sets_and_order_plays_no_part(texts, rng):
    found = near_pairs(texts, threshold=0.5)
    for left, right, *shares in found.values.tolist():
        one, other = runs(texts[int(left)]), runs(texts[int(right)])
        common = len(one & other)
        wanted = [common / len(one | other), common / len(one), common / len(other)]
        assert shares == pytest.approx(wanted)
        assert max(shares) >= 0.5
    order = rng.sample(range(len(texts)), len(texts))
    moved = near_pairs([texts[at] for at in order], threshold=0.5)
    different = len({letters(text) for text in texts if len(letters(text)) >= 5})
    if different == sum(len(letters(text)) >= 5 for text in texts):
        pairs = {
            frozenset((order[int(a)], order[int(b)])) for a, b in moved[["left", "right"]].values
        }
        assert pairs == {frozenset(map(int, pair)) for pair in found[["left", "right"]].values}


@settings(deadline=None, max_examples=150)
@given(few, few, st.integers(1, 8))
def test_law_stretches_are_common_and_cover_all_common_runs(left, right, size):
    table = align(left, right, min_length=size)
    covered = np.zeros(len(left), dtype=bool)
    for start, end, there, until, length in table.values.tolist():
        assert letters(left[start:end]) == letters(right[there:until])
        assert len(letters(left[start:end])) == length >= size
        assert not covered[start:end].any()
        covered[start:end] = True
    assert table["start_left"].is_monotonic_increasing
    a, b = letters(left), letters(right)
    longest = difflib.SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size
    assert table.empty == (longest < size)


def test_stretches_that_changed_places_are_found():
    one, two, three = REPORT[2000:2100], REPORT[3000:3080], ARTICLE[300:400]
    table = align(one + two, three + two + "。" + one)
    assert [(one + two)[a:b].strip("，。、,") for a, b in table[["start_left", "end_left"]].values] == [
        one.strip("，。、,"), two.strip("，。、,")
    ]  # fmt: skip


def test_a_stretch_that_stands_twice_goes_on_where_its_neighbours_are():
    head, body, tail = "坚持稳中求进工作总基调", "甲乙丙丁戊己庚辛壬癸", "推动高质量发展取得成效"
    right = f"{body}子丑寅{head}{body}{tail}"
    table = align(f"{head}{body}{tail}", right, min_length=5)
    assert table.values.tolist() == [[0, 32, 13, 45, 32]]
