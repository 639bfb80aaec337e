"""p-values → false discovery rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def adjust_p(p: ArrayLike, *, method: str = "bh") -> NDArray[np.float64]:
    """Turn p-values into false discovery rates (q-values), leaving NaN where it is.

    ``"bh"`` is Benjamini and Hochberg (1995), for independent or positively dependent
    tests; ``"by"`` is Benjamini and Yekutieli (2001), for any dependence. NaN is no test
    and does not count among them.

    Raises
    ------
    ValueError
        If the method is another one, or a p-value lies outside 0 to 1.

    Examples
    --------
    >>> adjust_p([0.01, float("nan"), 0.04]).round(3).tolist()
    [0.02, nan, 0.04]
    """
    from scipy.stats import false_discovery_control

    if method not in ("bh", "by"):
        raise ValueError(f"method must be 'bh' or 'by', not {method!r}.")
    values = np.array(p, dtype=np.float64)
    tested = ~np.isnan(values)
    outside = values[tested & ((values < 0) | (values > 1))]
    if len(outside):
        raise ValueError(f"a p-value lies between 0 and 1; here is {outside[0]:g}.")
    if tested.any():
        values[tested] = false_discovery_control(values[tested], method=method)
    return values
