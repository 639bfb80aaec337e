"""Plain Python functions → machine code, by Numba, when first asked for."""

from __future__ import annotations

from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

_AT_HAND: dict[str, SimpleNamespace] = {}


def compiled(module: ModuleType) -> Any:
    """Return the functions of a module as machine code that calls itself only.

    The module's own functions stay plain, and do the same, slowly. Numba keeps what it
    compiles beside the module, so that the next process only loads it.

    Raises
    ------
    ModuleNotFoundError
        If Numba is not installed.
    """
    if module.__name__ not in _AT_HAND:
        from numba import njit

        scope = dict(vars(module))  # in which the functions find each other compiled
        for name, value in vars(module).items():
            if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                plain = FunctionType(value.__code__, scope, name)
                scope[name] = njit(nogil=True, cache=True)(plain)
        _AT_HAND[module.__name__] = SimpleNamespace(**scope)
    return _AT_HAND[module.__name__]


def at_hand(module: ModuleType) -> bool:
    """Tell whether this process has the machine code, so that to use it costs nothing."""
    return module.__name__ in _AT_HAND
