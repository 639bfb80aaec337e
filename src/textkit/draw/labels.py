"""Keys → the words on axes and legends, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from textkit.draw.fonts import text_width

AXES: dict[str, tuple[str, str]] = {
    # key: (Chinese, English)
    "characters": ("字数", "Characters"),
    "characters_share": ("占全文字数的比例（%）", "Share of characters (%)"),
    "count": ("次数", "Count"),
    "n_passages": ("段数", "Passages"),
    "per_10k": ("每万词次数", "Occurrences per 10,000 words"),
    "share": ("占比（%）", "Share (%)"),
    "prevalence": ("主题占比（%）", "Topic prevalence (%)"),
    "topic": ("主题{}", "Topic {}"),
    "weight": ("权重", "Weight"),
    "tfidf": ("TF-IDF 权重", "TF-IDF weight"),
    "frex": ("FREX", "FREX"),
    "total": ("合计", "Total"),
    "beginning": ("开头", "Beginning"),
    "end": ("结尾", "End"),
    "position": ("在文中的位置", "Position in the text"),
    "rank": ("先后次序", "Order of mention"),
    "lrc": ("保守对数比 LRC（log2）", "Conservative log ratio, LRC (log2)"),
    "log_ratio": ("对数比（log2）", "Log ratio (log2)"),
    "g2": ("G²（带方向）", "G² (signed)"),
    "chi2": ("χ²（带方向）", "χ² (signed)"),
    "log_odds_z": ("加权对数优势比（z 值）", "Weighted log-odds ratio (z score)"),
    "g2_two_cell": ("G²（两格，带方向）", "G² of two cells (signed)"),
    "chi2_yates": ("χ²（Yates 校正，带方向）", "χ² with Yates' correction (signed)"),
    "percent_diff": ("频率差（%DIFF）", "Difference of frequency (%DIFF)"),
    "bic": ("贝叶斯信息准则（BIC）", "Bayes information criterion (BIC)"),
    "pmi": ("点互信息（log2）", "Pointwise mutual information (log2)"),
    "fisher": ("Fisher 精确检验（−log10 p，带方向）", "Fisher's exact test (signed −log10 p)"),
    "wilcoxon": ("Cliff δ", "Cliff's δ"),
    "permutation": ("每万词之差", "Difference per 10,000 words"),
    "more_in": ("多见于{}", "More in {}"),
    "target": ("目标文本", "target"),
    "reference": ("参照文本", "reference"),
    "frequency": ("两边合计次数（对数刻度）", "Count in both (log scale)"),
}
LANGUAGES = ("zh", "en")


def axis_text(key: str, lang: str) -> str:
    """Look up the words for an axis or legend; a key without an entry stands for itself.

    Raises
    ------
    ValueError
        If ``lang`` is neither ``"zh"`` nor ``"en"``.

    Examples
    --------
    >>> axis_text("per_10k", "zh"), axis_text("per_10k", "en")
    ('每万词次数', 'Occurrences per 10,000 words')
    """
    if lang not in LANGUAGES:
        raise ValueError(f'lang must be "zh" or "en", not {lang!r}.')
    return AXES[key][LANGUAGES.index(lang)] if key in AXES else key


def name_of(value: object, labels: Mapping[str, str] | None) -> str:
    """Translate a data value through ``labels``; one that is not there stays as it is.

    Examples
    --------
    >>> name_of("二道区", {"二道区": "Erdao"}), name_of(3, None)
    ('Erdao', '3')
    """
    return (labels or {}).get(str(value), str(value))


_CJK = "\u2e80-\u2fff\u3040-\u9fff\uf900-\ufaff"
_OPEN, _CLOSE = "（《“‘(【", "，。、；：！？）》”’)】·,.;:"
# One unit: what must stay on one line (a Chinese character or a Latin word with its marks).
_UNIT = re.compile(
    rf"[{_OPEN}]*(?:[{_CJK}]|[^\s{_CJK}{_OPEN}{_CLOSE}-]+(?:[.,:][^\s{_CJK}{_OPEN}{_CLOSE}-]+)*-?"
    rf"|\S)[{_CLOSE}]*\s*"
)


def wrap(text: str, width: float, size: float) -> str:
    """Break a label into the fewest lines no wider than ``width`` points, evenly filled.

    Chinese breaks between any two characters, never before closing punctuation; other
    scripts break at spaces and after hyphens. A single long word may stay too wide.

    Examples
    --------
    >>> wrap("二道区政府工作报告", 48, 8)
    '二道区政府\\n工作报告'
    >>> wrap("Government work report", 60, 8)
    'Government\\nwork report'
    """
    if text_width(text, size) <= width or not text.strip():
        return text
    units = _UNIT.findall(text)
    lines = _fill(units, width, size)
    for narrower in range(int(width), 0, -1):
        again = _fill(units, narrower, size)
        if len(again) > len(lines) or _widest(again, size) > max(narrower, _widest(units, size)):
            break
        best = again
        lines = best
    return "\n".join(lines)


def fill(text: str, width: float, size: float) -> str:
    """Break a sentence into lines no wider than ``width`` points, one filled after the other.

    Where :func:`wrap` evens out the lines of a label, which takes long for long texts.

    Examples
    --------
    >>> fill("二道区政府工作报告", 48, 8)
    '二道区政府工\\n作报告'
    """
    lines, used = [""], 0.0
    for unit in _UNIT.findall(text):
        wide = text_width(unit.rstrip(), size)
        if lines[-1] and used + wide > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            used = 0.0
        lines[-1] += unit
        used += wide + (len(unit) - len(unit.rstrip())) * size * 0.3
    return "\n".join(lines)


def _fill(units: list[str], width: float, size: float) -> list[str]:
    lines = [""]
    for unit in units:
        longer = lines[-1] + unit
        if lines[-1] and text_width(longer.rstrip(), size) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(unit)
        else:
            lines[-1] = longer
    lines[-1] = lines[-1].rstrip()
    return lines


def _widest(texts: list[str], size: float) -> float:
    return max(text_width(text.rstrip(), size) for text in texts)
