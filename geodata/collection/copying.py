"""Facts to copy an example by: cost, funding, legal form, people and time to set up.

Each is one text that ends with the numbers of its sources, counted from 1 in the example's list of
sources: ``120 000 kr om året [2]``. With a single source no number is needed.

Examples
--------
>>> split_citations("120 000 kr om året [2][3]")
('120 000 kr om året', (2, 3))
>>> split_citations("tre [deltid]")
('tre [deltid]', ())
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geodata.collection.vocabulary import Term

if TYPE_CHECKING:
    from geodata.collection.idea import Idea

COPYING = {
    "cost": Term("cost", "Kostnad", "Cost"),
    "funding": Term("funding", "Finansiering", "Funding"),
    "legal_form": Term("legal_form", "Juridisk form", "Legal form"),
    "people": Term("people", "Människor som arbetar", "People who work"),
    "setup_time": Term("setup_time", "Tid att komma igång", "Time to set up"),
}
"""The facts by the name of their property, with their headings."""
_CITATIONS = re.compile(r"((?:\s*\[\d{1,2}\])+)\s*$")


def split_citations(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a fact without the numbers at its end, and these."""
    match = _CITATIONS.search(text)
    if match is None:
        return text.strip(), ()
    return text[: match.start()].strip(), tuple(map(int, re.findall(r"\d+", match[1])))


def copying_facts(idea: Idea, language: str) -> list[tuple[str, str]]:
    """Return an example's facts as pairs of heading and text, in ``"sv"`` or ``"en"``.

    Each text ends with the names and years of its sources, which stand in the example.
    """
    facts = ((term.label(language), getattr(idea, name)) for name, term in COPYING.items())
    return [(heading, _with_sources(idea, text)) for heading, text in facts if text]


def _with_sources(idea: Idea, text: str) -> str:
    plain, numbers = split_citations(text)
    sources = [idea.sources[number - 1] for number in numbers or (1,)]
    names = (" ".join(filter(None, (s.title, s.date and s.date[:4]))) for s in sources)
    return f"{plain} ({'; '.join(names)})"


def with_citations(text: str, numbers: Sequence[int]) -> str:
    """Return a fact with the numbers of its sources."""
    return " ".join([text, "".join(f"[{number}]" for number in dict.fromkeys(numbers))]).strip()


def uncited(name: str, text: str, count: int) -> str | None:
    """Return what is wrong with a fact's citations, None if nothing is.

    ``count`` is the number of the example's sources.
    """
    heading = COPYING[name].sv
    plain, numbers = split_citations(text)
    if not plain:
        return f"{heading}: skriv vad som gäller före källans nummer"
    if wrong := [number for number in numbers if not 1 <= number <= count]:
        return f"{heading}: källan [{wrong[0]}] finns inte, exemplet har {count} källor"
    if not numbers and count > 1:
        return f"{heading}: skriv källans nummer sist, som [1] för den första"
    return None


def renumbered(
    text: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> str:
    """Return a fact whose numbers point to the same sources in another list of them.

    One whose source is gone gets the last of the new ones.

    Examples
    --------
    >>> renumbered("gratis [1]", [{"title": "Byn"}], [{"title": "Nytt"}, {"title": "Byn"}])
    'gratis [2]'
    """

    def key(source: Mapping[str, Any]) -> tuple[Any, Any]:
        return source.get("title"), source.get("url")

    places = {key(source): number for number, source in enumerate(after, start=1)}
    plain, numbers = split_citations(text)
    old = [before[number - 1] for number in numbers or (1,)]
    return with_citations(plain, [places.get(key(source), len(after)) for source in old])
