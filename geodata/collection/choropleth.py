"""Class breaks for the choropleth map of municipalities and counties."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

MOST_CLASSES = 5


# Classes for a map


def class_breaks(values: Iterable[float]) -> tuple[float, ...]:
    """Return where the classes of positive values part, about equally many values in each.

    At most four numbers, rising, with one significant figure: class 1 is what lies below the
    first, the last class what is at least as large as the last.

    Examples
    --------
    >>> class_breaks([1, 1, 1, 1, 2, 3, 9])
    (2.0, 3.0)
    >>> class_breaks([])
    ()
    """
    found = sorted({value for value in values if value > 0})
    if not found:
        return ()
    parts = np.quantile(found, np.linspace(0, 1, MOST_CLASSES + 1)[1:-1], method="lower")
    nice = sorted({_one_figure(float(part)) for part in parts})
    return tuple(part for part in nice if found[0] < part <= found[-1])


def _one_figure(value: float) -> float:
    return round(value, -math.floor(math.log10(value)))


def class_number(value: float, parts: Sequence[float]) -> int:
    """Return the number of a value's class: 0 for none at all, else from 1.

    Examples
    --------
    >>> [class_number(value, (2, 3)) for value in (0, 1, 2, 2.5, 7)]
    [0, 1, 2, 2, 3]
    """
    return 1 + bisect_right(parts, value) if value > 0 else 0


def class_bounds(parts: Sequence[float]) -> list[tuple[float | None, float | None]]:
    """Return the bounds of each class from 1 on: from, and up to but not including.

    Examples
    --------
    >>> class_bounds((2, 3))
    [(None, 2), (2, 3), (3, None)]
    """
    return list(pairwise((None, *parts, None)))
