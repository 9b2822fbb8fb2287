"""Reason for a search hit that its card does not show: a service or a matching sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

from geodata.collection.idea import Idea
from geodata.collection.search.search_index import SearchIndex
from geodata.collection.search.stemming import stem, words
from geodata.collection.search.text_index import Expansion
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


class ReasonTexts(TypedDict):
    """Texts in which a reason is searched for.

    ``card`` is what the card shows, ``services`` are pairs of key and label, and ``sentences`` are
    those of the texts that the card does not show.
    """

    card: str
    services: list[tuple[str, str]]
    sentences: list[str]


def reason_texts(idea: Idea, language: str) -> ReasonTexts:
    """Return the texts in which a reason is searched for, in ``"sv"`` or ``"en"``."""
    stops = (stop.name for stop in idea.stops)
    texts = (idea.operator or "", *stops, idea.text("description", language))
    parts = (
        re.split(r"(?<=[.!?])\s+|\n+", text) for text in (*texts, *idea.text("lessons", language))
    )
    return {
        "card": " ".join(
            (idea.text("title", language), idea.place, idea.text("summary", language))
        ),
        "services": [(key, SERVICES[key].label(language)) for key in idea.services],
        "sentences": [sentence for sentences in parts for sentence in sentences if sentence],
    }


def hit_reason(index: SearchIndex, idea: Idea, query: str, language: str) -> HitReason | None:
    """Return why an example matches a query, None if its title, place or summary shows it.

    Of several concepts in the query, the first that the card does not show is explained.
    ``viewer/static/search.js`` does the same without a server.

    Parameters
    ----------
    index
        Index that returned the example.
    idea, query
        The example and the search text.
    language
        ``"sv"`` or ``"en"``, of labels and sentences.
    """
    texts = reason_texts(idea, language)
    for expansion in index.text_index.expand(query):
        if expansion.concept.is_place or _first(texts["card"], expansion):
            continue
        keys = {key for joined in expansion.keys for key in joined.split("&")}
        services = [label for key, label in texts["services"] if f"service:{key}" in keys]
        if services:
            return HitReason(tuple(services))
        if reason := _sentence(texts["sentences"], expansion):
            return reason
    return None


def _sentence(sentences: list[str], expansion: Expansion) -> HitReason | None:
    for sentence in sentences:
        if match := _first(sentence, expansion):
            before, after = sentence[: match.start()], sentence[match.end() :]
            return HitReason((), _end(before), match[0], _beginning(after))
    return None


def _first(text: str, expansion: Expansion) -> re.Match[str] | None:
    """Return the first word of a text that matches the concept."""
    terms = expansion.words.keys() | {stem(word) for word in expansion.concept.words}
    spans = re.finditer(r"[^\W_]+", text)
    return next((span for span in spans if not terms.isdisjoint(_forms(span[0]))), None)


@lru_cache(maxsize=32_768)
def _forms(word: str) -> frozenset[str]:
    """Return the word and its stem; without the cache 402 hits took 86 ms, with it 60 ms."""
    return frozenset(form for part in words(word) for form in (part, stem(part)))


def _end(text: str) -> str:
    return text if len(text) <= CONTEXT else f"…{text[-CONTEXT:]}"


def _beginning(text: str) -> str:
    return text if len(text) <= CONTEXT else f"{text[:CONTEXT]}…"
