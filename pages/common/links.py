"""Query parameters of the pages: the same in every language, and readable in each.

In addresses that people see, a parameter's values are the labels on the page (``kind=På hjul``),
because Streamlit binds widgets to labels. In the API and in links that programs write they are keys
(``kind=on_wheels``). :func:`readable` turns any spelling into the page's. The parameters
themselves are listed in :mod:`pages.common.site_map`.

Examples
--------
>>> readable({"kind": ["on_wheels", "fast"], "lang": ["sv"]})
{'kind': ['På hjul', 'Fast'], 'lang': ['sv']}
>>> language_of({"lang": ["en"]})
'en'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from urllib.parse import parse_qs, urlencode, urljoin

from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from geodata.collection.vocabulary import POST_KINDS, Term
from geodata.settings import settings
from geodata.text import Spellings

SORTS = {
    "relevance": Term("relevance", "Bäst träff", "Best match"),
    "near": Term("near", "Närmast", "Nearest"),
    "recent": Term("recent", "Nyast", "Newest"),
}
"""Orders of the list."""
STEPS = {
    "what": Term("what", "1. Vad", "1. What"),
    "where": Term("where", "2. Var", "2. Where"),
    "who": Term("who", "3. Vem", "3. Who"),
}
"""Steps of the form on the page Bidra."""
MEASURES = {
    "count": Term("count", "Antal", "Number"),
    "rate": Term("rate", "Per 10 000 invånare", "Per 10,000 inhabitants"),
}
"""Measures of the choropleth."""
VIEWS = {
    "guides": Term("guides", "Guider", "Guides"),
    "lessons": Term("lessons", "Lärdomar", "Lessons"),
}
"""What the page Så gör ni shows."""
SECTIONS = {
    "queue": Term("queue", "Kö", "Queue"),
    "examples": Term("examples", "Exempel", "Examples"),
    "import": Term("import", "Import", "Import"),
    "posts": Term("posts", "Nätverkets inlägg", "The network's posts"),
    "problems": Term("problems", "Fel i samlingen", "Problems"),
    "log": Term("log", "Logg", "Log"),
}
"""Sections of the editors' page."""


_TERMS: dict[str, Callable[[], Mapping[str, Term]]] = {
    **{name: facet.terms for name, facet in FACETS.items()},
    "kommun": FACETS["municipality"].terms,
    "sort": lambda: SORTS,
    "matt": lambda: MEASURES,
    "typ": lambda: POST_KINDS,
    "steg": lambda: STEPS,
    "del": lambda: SECTIONS,
    "visa": lambda: VIEWS,
}
"""The words that each parameter may take."""


@cache
def labels(name: str, language: str) -> dict[str, str]:
    """Return the values of a parameter: key to label in a language; raises ``KeyError``."""
    return {key: term.label(language) for key, term in _TERMS[name]().items()}


@cache
def _spellings(name: str) -> Spellings[str]:
    terms = _TERMS[name]().items()
    return Spellings((text, key) for key, term in terms for text in (key, term.sv, term.en))


def parse(query: str) -> dict[str, list[str]]:
    """Parse the query part of an address; empty values are kept."""
    return parse_qs(query, keep_blank_values=True)


def keyed(params: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return query parameters with every value as its key, however it was spelled.

    Parameters without a vocabulary pass unchanged; values outside the vocabulary are left out.
    """
    result = {name: list(values) for name, values in params.items()}
    for name in _TERMS.keys() & params.keys():
        spellings = (part for value in params[name] for part in _split(name, value))
        keys = (_spellings(name).get(spelling) for spelling in spellings)
        result[name] = [key for key in dict.fromkeys(keys) if key]
        if not result[name]:
            del result[name]
    return result


def readable(params: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return query parameters with every value as its label, in the language of ``lang``.

    Otherwise as :func:`keyed`.
    """
    lang = language_of(params)
    return {
        name: [labels(name, lang)[key] for key in values] if name in _TERMS else values
        for name, values in keyed(params).items()
    }


def language_of(params: Mapping[str, Sequence[str]]) -> str:
    """Return the language of query parameters: ``"en"``, else ``"sv"``."""
    return "en" if list(params.get("lang", ())) == ["en"] else "sv"


def filter_of(params: Mapping[str, Sequence[str]]) -> Filter:
    """Return the filter of query parameters, however their values are spelled."""
    return Filter.from_params(keyed(params))


def _split(name: str, value: str) -> list[str]:
    """Split ``a,b``, unless the comma belongs to a label."""
    return [value] if _spellings(name).get(value) else value.split(",")


def params(filter: Filter, language: str, **more: str) -> dict[str, list[str]]:
    """Return the query parameters that show a filter on the map page; see :func:`query`."""
    extra = {name: [value] for name, value in more.items() if value}
    lang = {"lang": [language]} if language != "sv" else {}
    return readable({**filter.to_params(), **lang, **extra})


def query(filter: Filter, language: str, **more: str) -> str:
    """Return the query part of an address that shows a filter on the map page.

    Parameters
    ----------
    filter
        The filter.
    language
        ``"sv"`` or ``"en"``.
    more
        Further parameters, such as ``idea="motala-bokbuss"``; empty ones are left out.
    """
    return f"?{urlencode(params(filter, language, **more), doseq=True)}"


def public_root(here: str) -> str:
    """Return the app's public root address, with a slash at the end.

    Parameters
    ----------
    here
        The address of a page directly below the root; used unless ``SERVICEKARTAN_ADDRESS`` is
        set.
    """
    return (settings().public_address or urljoin(here, ".")).rstrip("/") + "/"


def permalink(root: str, idea: str, language: str) -> str:
    """Return the address of an example's own page, below the app's ``root``."""
    return f"{root}exempel/{idea}{language_query(language)}"


def guide_address(guide_id: str, language: str) -> str:
    """Return the address of a guide's plain page, relative to the app's root."""
    return f"./sa-gor-ni/{guide_id}{language_query(language)}"


def language_query(language: str) -> str:
    """Return the query part that sets a language and nothing else; empty for Swedish."""
    return "" if language == "sv" else f"?lang={language}"
