"""Form for writing or changing a guide; what is written in it is kept as a draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.geojson import Problem
from geodata.collection.vocabulary import KINDS, SERVICES
from geodata.guides.guide import Guide, validate_guide
from geodata.guides.guides import check_references
from geodata.guides.support import support_forms
from pages.common.errors import translated
from pages.common.i18n import _, language
from pages.parts.editorial.form.conflicts import draw_conflicts
from pages.parts.editorial.form.draft import DraftForm
from pages.widgets.markdown import plain

PROBLEMS = "guide-problems"
TEXTS = ("title", "summary", "body", "title_en", "summary_en")
ORDERS = range(1, 1000)
Facts = Mapping[str, Any]
Publish = Callable[[Facts, str, int], bool]


def draw_form(facts: Facts, number: int, guide_id: str, publish: Publish) -> None:
    """Draw the form for version ``number`` of a guide, 0 if no editor has changed it.

    ``publish`` gets the facts, the id (``""`` for a new guide) and the number, and returns whether
    the guide was saved.
    """
    form = draft_form(facts, number, guide_id)
    draw_conflicts(form, form.fill(), _label, _draw_value)
    _draw_texts(form)
    for name in ("services", "kinds", "examples", "support"):
        _draw_list(form, name)
    _draw_text(form, "title_en", max_chars=120)
    _draw_area(form, "summary_en", max_chars=2_000)
    saved = form.saved["order"]
    st.number_input(_label("order"), ORDERS[0], ORDERS[-1], saved, key=form.key("order"))
    form.keep()
    st.button(
        _("Spara ändringen") if guide_id else _("Publicera guiden"),
        type="primary",
        key=form.key("go"),
        on_click=_save,
        args=(form, guide_id, publish),
    )


def draft_form(facts: Facts, number: int, guide_id: str) -> DraftForm:
    """Return the form of a guide with its saved values as the widgets have them."""
    lists = {name: list(facts.get(name, ())) for name in _choices()}
    options = {
        # One that is gone stays until the editor takes it away.
        name: [*labels, *(value for value in lists[name] if value not in labels)]
        for name, labels in _choices().items()
    }
    saved = {name: str(facts.get(name, "")) for name in TEXTS} | lists
    return DraftForm(
        name=f"guide-{guide_id}",
        number=number,
        saved=saved | {"sources": source_lines(facts), "order": int(facts.get("order", 1))},
        options={**options, "order": ORDERS},
        key=lambda name: f"guide-{name}-{guide_id}-{number}",
    )


def _choices() -> dict[str, dict[str, str]]:
    """Return the label of each value that a list may hold."""
    lang = language()
    return {
        "services": {key: term.label(lang) for key, term in SERVICES.items()},
        "kinds": {key: term.label(lang) for key, term in KINDS.items()},
        "examples": {idea.id: idea.title for idea in open_bank().current().collection.ideas},
        "support": {form.id: form.name for form in support_forms().values()},
    }


def _label(name: str) -> str:
    """Return a field's name in the visitor's language."""
    return {
        "id": _("Rubrik"),
        "order": _("Plats i listan"),
        "title": _("Rubrik"),
        "summary": _("Sammanfattning"),
        "services": _("Service"),
        "kinds": _("Slag"),
        "examples": _("Exempel på kartan"),
        "support": _("Stöd att söka"),
        "body": _("Text"),
        "sources": _("Källor"),
        "title_en": _("Rubrik på engelska"),
        "summary_en": _("Sammanfattning på engelska"),
    }.get(name, name)


def _draw_value(name: str, value: Any) -> None:
    """Draw the value that a field has, for an editor who compares two."""
    labels = _choices().get(name, {})
    text = " · ".join(labels.get(key, key) for key in value) if name in labels else str(value)
    st.text(text or "–")


def _draw_texts(form: DraftForm) -> None:
    _draw_text(form, "title", max_chars=120)
    _draw_area(form, "summary", max_chars=600)
    _draw_area(
        form,
        "body",
        height=420,
        max_chars=20_000,
        help=_("Markdown. Avsnitten börjar med ##. [5] efter en mening är källa nummer 5."),
    )
    _draw_area(
        form,
        "sources",
        height=240,
        help=_("En källa på varje rad: nummer | adress | rubrik | datum. Datum får saknas."),
    )


def _draw_text(form: DraftForm, name: str, **more: Any) -> None:
    st.text_input(_label(name), form.saved[name], key=form.key(name), **more)


def _draw_area(form: DraftForm, name: str, **more: Any) -> None:
    st.text_area(_label(name), form.saved[name], key=form.key(name), **more)


def _draw_list(form: DraftForm, name: str) -> None:
    labels = _choices()[name]
    st.multiselect(
        _label(name),
        form.options[name],
        form.saved[name],
        key=form.key(name),
        format_func=lambda key: labels.get(key, key),
        placeholder=_("Välj"),
    )


# Sources, one a line


def source_lines(facts: Facts) -> str:
    """Return a guide's sources one a line: ``number | address | title | date``."""
    lines = (
        (source.get("key"), source.get("url"), source.get("title"), source.get("date"))
        for source in facts.get("sources", ())
    )
    return "\n".join(" | ".join(str(part) for part in line if part) for line in lines)


def read_sources(lines: str) -> list[dict[str, Any]]:
    """Parse sources written one a line: ``number | address | title | date``.

    A title may hold ``|``: what follows the last one is a date only if it looks like one.

    Examples
    --------
    >>> read_sources("5 | https://example.org | Byn | nu | 2019")
    [{'key': 5, 'url': 'https://example.org', 'title': 'Byn | nu', 'date': '2019'}]
    """
    sources = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        key, url, title = ([part.strip() for part in line.split("|", 2)] + ["", ""])[:3]
        dated = re.fullmatch(r"(.*?)\s*\|\s*(\d[\d-]*)", title)
        source: dict[str, Any] = {"key": int(key) if key.isdecimal() else key, "url": url}
        source |= {"title": dated[1], "date": dated[2]} if dated else {"title": title}
        sources.append(source)
    return sources


# Saving, and what is wrong


def _save(form: DraftForm, guide_id: str, publish: Publish) -> None:
    form.collect()
    facts = form.values()
    if publish({**facts, "sources": read_sources(facts["sources"])}, guide_id, form.number):
        form.forget()


def validated(facts: Facts, idea_ids: Collection[str]) -> Guide | None:
    """Return the facts as a guide; None if something is wrong, which the page then shows.

    ``idea_ids`` are the ids of the examples that the guide may name.
    """
    guide = validate_guide(facts, "")
    problems = guide if isinstance(guide, list) else list(check_references(guide, "", idea_ids))
    st.session_state[PROBLEMS] = problems
    return None if problems or isinstance(guide, list) else guide


def draw_problems() -> None:
    """Draw the problems of the guide that was to be saved."""
    for problem in st.session_state.get(PROBLEMS, []):
        st.error(_problem_text(problem))


def forget_problems() -> None:
    """Forget the problems of a guide that is not on the page any longer."""
    st.session_state.pop(PROBLEMS, None)


def _problem_text(problem: Problem) -> str:
    """Return ``field, item or line: what. how.`` in the language of the page, as Markdown."""
    name, *path = problem.property.split(".")
    at = [_("nr {n}").format(n=int(path[0]) + 1)] if path and path[0].isdecimal() else []
    line = [translated(problem.feature)] if problem.property == "body" and problem.feature else []
    where = ", ".join([_label(name), *at, *line])
    how = f" {translated(problem.how)}." if problem.how else ""
    return plain(f"{where}: {translated(problem.what)}.{how}")
