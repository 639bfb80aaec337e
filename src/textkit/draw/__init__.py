"""Tables → figures for print: one function per table, each returns the Axes it drew on.

``lang`` chooses the words of axes and legends; ``labels`` translates what the table names
(districts, themes, parts …). Terms are the data themselves and stay as they are.
"""

from textkit.draw.agenda import target_agenda
from textkit.draw.bars import parts, top_terms, topic_terms
from textkit.draw.clouds import cloud
from textkit.draw.contrast import keyness, log_odds
from textkit.draw.curves import curves
from textkit.draw.dots import attention, commitment, frequencies, prevalence
from textkit.draw.fonts import use_font
from textkit.draw.gaps import attention_gaps, firmness
from textkit.draw.heat import removed_lines, similarity
from textkit.draw.inspection import faults
from textkit.draw.levels import adoption_by_lag, amplification, target_paths
from textkit.draw.multiples import FIGURES, small_multiples
from textkit.draw.selection import topic_choice
from textkit.draw.shared import shared_passages
from textkit.draw.slopes import mentions
from textkit.draw.specifications import specification_curve
from textkit.draw.style import colour_of, figure, save_figure, style
from textkit.draw.targets import promise_and_achievement, targets

__all__ = [
    "FIGURES",
    "adoption_by_lag",
    "amplification",
    "attention",
    "attention_gaps",
    "cloud",
    "colour_of",
    "commitment",
    "curves",
    "faults",
    "figure",
    "firmness",
    "frequencies",
    "keyness",
    "log_odds",
    "mentions",
    "parts",
    "prevalence",
    "promise_and_achievement",
    "removed_lines",
    "save_figure",
    "shared_passages",
    "similarity",
    "small_multiples",
    "specification_curve",
    "style",
    "target_agenda",
    "target_paths",
    "targets",
    "top_terms",
    "topic_choice",
    "topic_terms",
    "use_font",
]
