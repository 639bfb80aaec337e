"""Text → quantities and periods: numerals, units, approximations, years."""

from textkit.quantities.finding import Quantity, find_quantities
from textkit.quantities.numerals import read_numeral
from textkit.quantities.periods import Period, find_periods
from textkit.quantities.writing import write_quantity

__all__ = [
    "Period",
    "Quantity",
    "find_periods",
    "find_quantities",
    "read_numeral",
    "write_quantity",
]
