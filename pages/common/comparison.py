"""Comparison of a few examples: a row for each property, what all have and what one alone has.

Text from people is unescaped: a template escapes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from geodata.collection.copying import COPYING, copying_facts
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS, SERVICES, STATUSES
from geodata.geography.municipalities import municipalities
from pages.common import example_view
from pages.common.i18n import _, date, language, number

FEWEST, MOST = 2, 4
"""How many examples can be compared."""
NAMED_WHOLE = 60
"""Characters of a title that a sentence names."""


@dataclass(frozen=True, slots=True)
class Row:
    """A property, and its value in each example: texts that stand below each other.

    ``lang`` has the language of each value, "" where it is the page's.
    """

    name: str
    cells: tuple[tuple[str, ...], ...]
    lang: tuple[str, ...]
    is_list: bool = False


def rows(ideas: Sequence[Idea]) -> list[Row]:
    """Return the properties of the examples, in the current language; none that no one has."""
    lang = language()
    entries = [
        _row(_("Slag"), ideas, lambda idea: KINDS[idea.kind].label(lang)),
        _row(_("Plats"), ideas, lambda idea: f"{idea.place_label}, {idea.county}"),
        _row(_("Kommunen"), ideas, _municipality),
        _row(_("Läge"), ideas, _status),
        _row(_("Sedan"), ideas, lambda idea: str(idea.started or "")),
        _row(_("Drivs av"), ideas, lambda idea: idea.operator or ""),
        *_copying_rows(ideas),
        _row(_("Kort"), ideas, lambda idea: idea.text("summary", lang), "summary"),
        *_service_rows(ideas),
        _list_row(_("Att ta efter"), ideas, lambda idea: idea.text("lessons", lang), "lessons"),
        _list_row(_("Stannar"), ideas, lambda idea: [stop.name for stop in idea.stops]),
        _list_row(_("Källor"), ideas, lambda idea: [source.title for source in idea.sources]),
    ]
    return [entry for entry in entries if any(any(cell) for cell in entry.cells)]


def _row(name: str, ideas: Sequence[Idea], value: Callable[[Idea], str], text: str = "") -> Row:
    return Row(name, tuple((value(idea),) for idea in ideas), _languages(ideas, text))


def _list_row(
    name: str, ideas: Sequence[Idea], values: Callable[[Idea], Sequence[str]], text: str = ""
) -> Row:
    cells = tuple(tuple(values(idea)) for idea in ideas)
    return Row(name, cells, _languages(ideas, text), is_list=True)


def _languages(ideas: Sequence[Idea], text: str) -> tuple[str, ...]:
    return tuple("sv" if text in example_view.swedish_texts(idea) else "" for idea in ideas)


def _municipality(idea: Idea) -> str:
    facts = municipalities()[idea.municipality_code]
    return _("{name}: {people} invånare, {group}").format(
        name=facts.name, people=number(facts.population), group=facts.skr_group_name.lower()
    )


def _status(idea: Idea) -> str:
    status = STATUSES[idea.status].label(language())
    if not idea.status_as_of:
        return status
    return _("{status}, enligt källa från {date}").format(
        status=status, date=date(idea.status_as_of)
    )


def _copying_rows(ideas: Sequence[Idea]) -> list[Row]:
    """Return a row for each of the facts to copy an example by, with their sources."""
    facts = [dict(copying_facts(idea, language())) for idea in ideas]
    headings = [term.label(language()) for term in COPYING.values()]
    return [
        Row(name, tuple((values.get(name, ""),) for values in facts), ("",) * len(ideas))
        for name in headings
    ]


def _service_rows(ideas: Sequence[Idea]) -> list[Row]:
    """Return a row for each service that any of them has, those of the most first."""
    counts = {key: sum(key in idea.services for idea in ideas) for key in SERVICES}
    keys = sorted((key for key, count in counts.items() if count), key=lambda key: -counts[key])
    return [_row(SERVICES[key].label(language()), ideas, partial(_yes, key)) for key in keys]


def _yes(key: str, idea: Idea) -> str:
    return _("Ja") if key in idea.services else "–"


def differences(ideas: Sequence[Idea]) -> list[str]:
    """Return in sentences which services all of the examples have, and which one alone has."""
    common = [key for key in SERVICES if all(key in idea.services for idea in ideas)]
    sentences = [_("Alla har: {services}.").format(services=_names(common))] if common else []
    for idea in ideas:
        others = {key for other in ideas if other is not idea for key in other.services}
        own = [key for key in SERVICES if key in idea.services and key not in others]
        if own:
            title = idea.text("title", language())[:NAMED_WHOLE]
            sentence = _("Bara ”{title}” har: {services}.")
            sentences.append(sentence.format(title=title, services=_names(own)))
    return sentences


def _names(keys: Sequence[str]) -> str:
    return ", ".join(SERVICES[key].label(language()).lower() for key in keys)


def heads(ideas: Sequence[Idea]) -> list[dict[str, Any]]:
    """Return the cards of the examples, the heads of the columns."""
    return [dict(example_view.card(idea)) for idea in ideas]
