"""Reason for a search hit that its card does not show: a service or a matching sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.collection.idea import Idea
from geodata.collection.query import stem, words
from geodata.collection.search_index import SearchIndex
from geodata.collection.text_index import Expansion
from geodata.collection.vocabulary import SERVICES

CONTEXT = 60
"""Number of characters shown on each side of a word in its sentence."""


@dataclass(frozen=True, slots=True)
class HitReason:
    """Matching services by their labels, or a matching word in its sentence; plain text."""

    services: tuple[str, ...] = ()
    before: str = ""
    word: str = ""
    after: str = ""


def hit_reason(index: SearchIndex, idea: Idea, query: str, language: str) -> HitReason | None:
    """Return why an example matches a query, None if its title, place or summary shows it.

    Of several concepts in the query, the first that the card does not show is explained.

    Parameters
    ----------
    index
        Index that returned the example.
    idea, query
        The example and the search text.
    language
        ``"sv"`` or ``"en"``, of labels and sentences.
    """
    card = " ".join((idea.text("title", language), idea.place, idea.text("summary", language)))
    for expansion in index.text_index.expand(query):
        if expansion.concept.is_place or _first(card, expansion):
            continue
        if services := _services(idea, expansion):
            return HitReason(tuple(SERVICES[key].label(language) for key in services))
        if reason := _sentence(idea, expansion, language):
            return reason
    return None


def _services(idea: Idea, expansion: Expansion) -> list[str]:
    keys = {key for joined in expansion.keys for key in joined.split("&")}
    return [key for key in idea.services if f"service:{key}" in keys]


def _sentence(idea: Idea, expansion: Expansion, language: str) -> HitReason | None:
    stops = (stop.name for stop in idea.stops)
    texts = (idea.operator or "", *stops, idea.text("description", language))
    for text in (*texts, *idea.text("lessons", language)):
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
            if match := _first(sentence, expansion):
                before, after = sentence[: match.start()], sentence[match.end() :]
                return HitReason((), _end(before), match[0], _beginning(after))
    return None


def _first(text: str, expansion: Expansion) -> re.Match[str] | None:
    """Return the first word of a text that matches the concept."""
    terms = expansion.words.keys() | {stem(word) for word in expansion.concept.words}
    spans = re.finditer(r"[^\W_]+", text)
    return next((span for span in spans if not terms.isdisjoint(_forms(span[0]))), None)


def _forms(word: str) -> set[str]:
    return {form for part in words(word) for form in (part, stem(part))}


def _end(text: str) -> str:
    return text if len(text) <= CONTEXT else f"…{text[-CONTEXT:]}"


def _beginning(text: str) -> str:
    return text if len(text) <= CONTEXT else f"{text[:CONTEXT]}…"
