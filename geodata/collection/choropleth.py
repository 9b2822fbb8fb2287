"""Class breaks for the choropleth map of municipalities and counties."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

MOST_CLASSES = 5


def class_breaks(values: Iterable[float]) -> tuple[float, ...]:
    """Return quantile class breaks of the positive values, rounded to one significant figure.

    There are at most four, in rising order. Class 1 is below the first break, the last class at or
    above the last one; each class has about equally many of the distinct values.

    Examples
    --------
    >>> class_breaks([1, 1, 1, 1, 2, 3, 9])
    (2.0, 3.0)
    >>> class_breaks([])
    ()
    """
    positive = sorted({value for value in values if value > 0})
    if not positive:
        return ()
    quantiles = np.quantile(positive, np.linspace(0, 1, MOST_CLASSES + 1)[1:-1], method="lower")
    breaks = sorted({_one_figure(float(quantile)) for quantile in quantiles})
    return tuple(value for value in breaks if positive[0] < value <= positive[-1])


def _one_figure(value: float) -> float:
    return round(value, -math.floor(math.log10(value)))


def class_number(value: float, breaks: Sequence[float]) -> int:
    """Return the number of a value's class: 0 for the value 0, else counted from 1.

    Examples
    --------
    >>> [class_number(value, (2, 3)) for value in (0, 1, 2, 2.5, 7)]
    [0, 1, 2, 2, 3]
    """
    return 1 + bisect_right(breaks, value) if value > 0 else 0


def class_bounds(breaks: Sequence[float]) -> list[tuple[float | None, float | None]]:
    """Return the bounds of each class from 1 on: inclusive lower, exclusive upper.

    Examples
    --------
    >>> class_bounds((2, 3))
    [(None, 2), (2, 3), (3, None)]
    """
    return list(pairwise((None, *breaks, None)))
