"""Query parameters of the pages: the same in every language, and readable in each.

In addresses that people see, a parameter's values are the words on the page (``kind=På hjul``),
because that is what Streamlit binds widgets to. In the API and in links that programs write they
are keys (``kind=on_wheels``). :func:`readable` turns any spelling into the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from urllib.parse import parse_qs, urlencode, urljoin

from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from geodata.collection.vocabulary import POST_KINDS, Term
from geodata.settings import settings
from geodata.text import fold

SORTS = {
    "relevance": Term("relevance", "Bäst träff", "Best match"),
    "near": Term("near", "Närmast", "Nearest"),
    "recent": Term("recent", "Nyast", "Newest"),
}
"""How the list can be sorted."""
STEPS = {
    "what": Term("what", "1. Vad", "1. What"),
    "where": Term("where", "2. Var", "2. Where"),
    "who": Term("who", "3. Vem", "3. Who"),
}
"""The steps of handing in an example."""
MEASURES = {
    "count": Term("count", "Antal", "Number"),
    "rate": Term("rate", "Per 10 000 invånare", "Per 10,000 inhabitants"),
}
"""What the map of the municipalities can show."""
SECTIONS = {
    "queue": Term("queue", "Kö", "Queue"),
    "examples": Term("examples", "Exempel", "Examples"),
    "import": Term("import", "Import", "Import"),
    "posts": Term("posts", "Nätverkets inlägg", "The network's posts"),
    "problems": Term("problems", "Fel i samlingen", "Problems"),
    "log": Term("log", "Logg", "Log"),
}
"""The parts of the editors' page."""


_TERMS: dict[str, Callable[[], Mapping[str, Term]]] = {
    **{name: facet.terms for name, facet in FACETS.items()},
    "kommun": FACETS["municipality"].terms,
    "sort": lambda: SORTS,
    "matt": lambda: MEASURES,
    "typ": lambda: POST_KINDS,
    "steg": lambda: STEPS,
    "del": lambda: SECTIONS,
}
"""The words that each parameter may take."""


@cache
def labels(name: str, language: str) -> dict[str, str]:
    """Return a parameter's values as shown in a language: key to label."""
    return {key: term.label(language) for key, term in _TERMS[name]().items()}


@cache
def _spellings(name: str) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for key, term in _TERMS[name]().items():
        for spelling in (key, term.sv, term.en):
            spellings.setdefault(fold(spelling), key)
    return spellings


def parse(query: str) -> dict[str, list[str]]:
    """Return the parameters of an address's query part."""
    return parse_qs(query, keep_blank_values=True)


def keyed(params: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return query parameters with every value as its key, however it was spelled.

    Unknown parameters pass untouched; values of known ones that make no sense are left out.
    """
    found = {name: list(values) for name, values in params.items()}
    for name in _TERMS.keys() & params.keys():
        words = (word for value in params[name] for word in _split(name, value))
        known = (_spellings(name).get(fold(word)) for word in words)
        found[name] = [key for key in dict.fromkeys(known) if key]
        if not found[name]:
            del found[name]
    return found


def readable(params: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return query parameters with every value as the page shows it in the asked language.

    Otherwise as :func:`keyed`.
    """
    spoken = asked_language(params)
    return {
        name: [labels(name, spoken)[key] for key in values] if name in _TERMS else values
        for name, values in keyed(params).items()
    }


def asked_language(params: Mapping[str, Sequence[str]]) -> str:
    """Return the language that query parameters ask for: ``"en"``, else ``"sv"``."""
    return "en" if list(params.get("lang", ())) == ["en"] else "sv"


def asked_filter(params: Mapping[str, Sequence[str]]) -> Filter:
    """Return the filter that query parameters ask for, however they are spelled."""
    return Filter.from_params(keyed(params))


def _split(name: str, value: str) -> list[str]:
    """Take ``a,b`` apart, unless the comma belongs to a label."""
    return [value] if fold(value) in _spellings(name) else value.split(",")


def params(filter: Filter, language: str, **more: str) -> dict[str, list[str]]:
    """Return the query parameters that show a filter on the map page, as :func:`query` does."""
    extra = {name: [value] for name, value in more.items() if value}
    lang = {"lang": [language]} if language != "sv" else {}
    return readable({**filter.to_params(), **lang, **extra})


def query(filter: Filter, language: str, **more: str) -> str:
    """Return the query part of an address that shows a filter on the map page.

    Parameters
    ----------
    filter
        What is asked for.
    language
        ``"sv"`` or ``"en"``.
    more
        Further parameters, such as ``idea="motala-bokbuss"``; empty ones are left out.
    """
    return f"?{urlencode(params(filter, language, **more), doseq=True)}"


def public_root(here: str) -> str:
    """Return the app's root as the world sees it, with a slash at the end.

    Parameters
    ----------
    here
        The address of a page directly below the root, which holds unless ``SERVICEKARTAN_ADDRESS``
        says better.
    """
    return (settings().public_address or urljoin(here, ".")).rstrip("/") + "/"


def permalink(root: str, idea: str, language: str) -> str:
    """Return the address of an example's own page, below the app's ``root``."""
    return f"{root}exempel/{idea}{language_query(language)}"


def language_query(language: str) -> str:
    """Return the query part that asks for a language and nothing else."""
    return "" if language == "sv" else f"?lang={language}"
