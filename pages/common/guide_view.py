"""View model of a guide: what the page, the plain page and the take-home file show, as plain data.

The text is Swedish in every language of the page: a renderer marks it with ``lang="sv"``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from geodata.collection.idea import Idea
from geodata.guides.guide import Guide, GuideSource, cite
from geodata.guides.support import SupportForm, support_forms
from geodata.swedish_time import today
from pages.common import example_view
from pages.common.i18n import _, date, language
from pages.common.markdown_tree import Node, markup

UNDATED = "odaterad"
"""Mark of a source without a date inside Swedish text, so not translated."""


class Section(TypedDict):
    """A section of the text: heading, and Markdown as a tree with its citations as links."""

    title: str
    nodes: list[Node]


class Support(TypedDict):
    """A form of support: name, pairs of label and Swedish fact, and where it was read."""

    name: str
    facts: list[tuple[str, str]]
    source: example_view.Source


class Citation(example_view.Source):
    """A source of a guide, by the number that the text has."""

    key: int


class GuideView(TypedDict):
    """A guide as it is shown; ``title`` and ``summary`` are in the language of the page.

    ``examples`` are those of ``ideas`` that the guide names.
    """

    id: str
    title: str
    summary: str
    sections: list[Section]
    support: list[Support]
    examples: list[example_view.Example]
    sources: list[Citation]


def guide_view(guide: Guide, ideas: Mapping[str, Idea]) -> GuideView:
    """Return a guide as it is shown; ``ideas`` are the examples by id."""
    year = today().year
    return {
        "id": guide.id,
        "title": guide.text("title", language()),
        "summary": guide.text("summary", language()),
        "sections": [
            {"title": part.title, "nodes": markup(cite(part.body, guide, year, UNDATED))}
            for part in guide.sections
        ],
        "support": [_support(support_forms()[form_id]) for form_id in guide.support],
        "examples": [example_view.example(ideas[key]) for key in guide.examples if key in ideas],
        "sources": [_citation(source) for source in guide.sources],
    }


def _support(form: SupportForm) -> Support:
    facts = {
        _("Beslutar"): form.decided_by,
        _("Till vad"): form.purpose,
        _("Vem kan söka"): form.applicants,
        _("Nivå eller regel"): form.rule,
        _("Att kontrollera"): form.caveat,
    }
    return {
        "name": form.name,
        "facts": [(label, fact) for label, fact in facts.items() if fact],
        "source": {
            "title": form.source_title,
            "url": form.source_url,
            "date": form.source_date or UNDATED,
        },
    }


def _citation(source: GuideSource) -> Citation:
    dated = date(source.date) if source.date else _("odaterad")
    return {"key": source.key, "title": source.title, "url": source.url, "date": dated}


def words() -> dict[str, str]:
    """Return the labels of what :func:`guide_view` holds, in the language of the page."""
    return {
        "guide": _("Så gör ni"),
        "guides": _("Alla guider"),
        "swedish": _("Resten av guiden finns bara på svenska."),
        "support": _("Stöd att söka"),
        "check": _(
            "Som det stod i källan. Kontrollera alltid hos den som beslutar innan ni söker."
        ),
        "source": _("Källa"),
        "examples": _("Exempel på kartan"),
        "sources": _("Alla källor"),
    }
