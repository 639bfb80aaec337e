"""A quantity → text that reads back as the same quantity."""

from __future__ import annotations

from fractions import Fraction

from textkit.quantities.finding import Quantity

_AFTER = {"左右": "左右", "以上": "以上", "以内": "以内"}


def write_quantity(quantity: Quantity) -> str:
    """Write a quantity in Arabic figures, its unit and its qualifier.

    ``find_quantities`` finds in the text one quantity of the same values, unit and qualifier.

    >>> write_quantity(Quantity(0, 0, 7e11, 9e11, "元", "区间"))
    '7000亿元—9000亿元'
    >>> write_quantity(Quantity(0, 0, 5.5, 5.5, "%", "左右"))
    '5.5%左右'
    """
    unit = "个百分点" if quantity.unit == "百分点" else quantity.unit
    low, high = _number(quantity.low, unit), _number(quantity.high, unit)
    if quantity.low == quantity.high:
        if quantity.qualifier == "近":
            return f"近{low}{unit}"
        if quantity.qualifier == "余":
            return f"{low}余{unit}"
        return f"{low}{unit}{_AFTER.get(quantity.qualifier, '')}"
    # The unit on both sides, so that the first number borrows no scale from the second.
    span = f"{low}{unit}—{high}{unit}"
    if quantity.qualifier == "近":
        return f"近{span}"
    return f"{span}{_AFTER.get(quantity.qualifier, '')}"


def _number(value: float, unit: str) -> str:
    sign = "-" if value < 0 else ""
    size = abs(value)
    if not unit and 0 < size < 1:
        part = Fraction(size).limit_denominator(99)
        if float(part) == size and part.denominator > 1:
            return f"{part.numerator}/{part.denominator}"
    for scale, name in ((100_000_000, "亿"), (10_000, "万")):
        if size >= scale:
            return f"{sign}{_decimal(Fraction(str(size)) / scale)}{name}"
    return f"{sign}{_decimal(Fraction(str(size)))}"


def _decimal(value: Fraction) -> str:
    places = 0
    while (value * 10**places).denominator > 1:
        places += 1
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return (
        f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else digits
    )
