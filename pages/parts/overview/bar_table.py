"""HTML tables with bars: chart and text in one, each row linking to its examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st
from jinja2 import Environment

_TABLE = Environment(autoescape=True).from_string("""
<table class="sk-figures">
<caption>{{ caption }}</caption>
<thead><tr>{% for head in heads %}<th scope="col">{{ head }}</th>{% endfor %}</tr></thead>
<tbody>{% for row in rows %}
<tr>
<th scope="row">{% if row.address %}<a href="{{ row.address }}">{{ row.label }}</a>
{% else %}{{ row.label }}{% endif %}</th>
<td>{% if row.share %}<i style="width: {{ row.share }}%"></i>{% endif %}<b>{{ row.value }}</b></td>
{% for cell in row.more %}<td>{{ cell }}</td>{% endfor %}
</tr>{% endfor %}
</tbody></table>
""")
_LISTS = Environment(autoescape=True).from_string("""
<dl class="sk-lists">{% for list in lists %}
<div><dt>{{ list.title }} <span>{{ list.summary }}</span></dt>
<dd>{% for name, address in list.links %}<a href="{{ address }}">{{ name }}</a>{% endfor %}</dd>
</div>{% endfor %}</dl>
""")
LONGEST_BAR_PERCENT = 78
"""Width of the longest bar in percent of its cell, which leaves room for the number."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: label, size of the bar, size as text, link, and further cells."""

    label: str
    size: float
    value: str
    address: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """A titled list of links (name, address) with a summary."""

    title: str
    summary: str
    links: tuple[tuple[str, str], ...]


def draw_table(
    caption: str, heads: Sequence[str], rows: Sequence[Row], scale: float | None = None
) -> None:
    """Draw rows with bars; ``caption`` is for screen readers, ``heads`` name the columns.

    ``scale`` is the size that the longest bar stands for, the largest of the rows unless given.
    """
    st.html(table(caption, heads, rows, scale))


def table(
    caption: str, heads: Sequence[str], rows: Sequence[Row], scale: float | None = None
) -> str:
    """Return the HTML of :func:`draw_table`; all text is escaped."""
    scale = scale or max((row.size for row in rows), default=0) or 1
    cells = [
        {
            "label": row.label,
            "address": row.address,
            "share": round(LONGEST_BAR_PERCENT * row.size / scale, 1),
            "value": row.value,
            "more": row.more,
        }
        for row in rows
    ]
    return _TABLE.render(caption=caption, heads=heads, rows=cells)


def draw_lists(lists: Iterable[Links]) -> None:
    """Draw titled lists of links."""
    st.html(_LISTS.render(lists=lists))
