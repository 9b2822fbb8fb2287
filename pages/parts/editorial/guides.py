"""Editing of the guides: write, change, take back to the one that comes along, and history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from geodata.bank import Snapshot, open_bank
from geodata.collection.geojson import Problem
from geodata.collection.vocabulary import KINDS, SERVICES
from geodata.database.models import GuideRevision
from geodata.database.store import open_store
from geodata.guides.guide import SECTIONS, Guide, validate_guide
from geodata.guides.guides import check_references, seed_ids
from geodata.guides.revisions import history, latest, remove_guide, save_guide
from geodata.guides.support import support_forms
from geodata.text import free_name, slugify
from pages.common.errors import problem_text, translated
from pages.common.i18n import _, language
from pages.parts.editorial import access
from pages.parts.editorial.diff import draw_text
from pages.parts.editorial.form.conflicts import draw_conflicts
from pages.parts.editorial.form.draft import DraftForm
from pages.parts.editorial.labels import when
from pages.widgets.markdown import plain

PROBLEMS = "guide-problems"
CHOSEN = "guide-chosen"
LISTS = ("services", "kinds", "examples", "support")
Facts = Mapping[str, Any]


def draw_guides(editor: str) -> None:
    """Draw the choice of a guide, its form and its versions; ``editor`` is a name."""
    snapshot = open_bank().current()
    for problem in snapshot.guides.problems:
        st.error(plain(_("En guide visas inte. {problem}").format(problem=problem_text(problem))))
    guides = _all_facts(snapshot)
    guide_id = st.selectbox(
        _("Guide"),
        ["", *guides],
        key=CHOSEN,
        format_func=lambda key: guides[key].get("title", key) if key in guides else _("Ny guide"),
        on_change=_forget_problems,
    )
    revisions = history(open_store(), guide_id) if guide_id else ()
    for problem in st.session_state.get(PROBLEMS, []):
        st.error(_problem_text(problem))
    number = revisions[0].number if revisions else 0
    _draw_form(guides.get(guide_id, _empty(guides)), guide_id, number)
    if guide_id:
        _draft_form(_empty(guides), "", 0).settle()
    st.caption(_("I loggen står {who}.").format(who=plain(editor)))
    if revisions and revisions[0].state == "published":
        _draw_removal(guide_id, _title(revisions[0]))
    _draw_history(revisions)


def _all_facts(snapshot: Snapshot) -> dict[str, Facts]:
    """Return the guides by id: those that are shown, those with a fault and those taken back."""
    shown = {guide.id: guide.model_dump(mode="json") for guide in snapshot.guides.guides}
    stored = {row.guide_id: row.document for row in latest(open_store()) if row.document}
    return {**stored, **shown, **snapshot.guide_edits}


def _empty(guides: Mapping[str, Facts]) -> Facts:
    """Return the facts that a new guide begins with."""
    orders = [int(facts.get("order", 0)) for facts in guides.values()]
    body = "\n\n".join(f"## {title}\n" for title in SECTIONS)
    return {"order": min(max(orders, default=0) + 1, 999), "body": body}


def _title(revision: GuideRevision) -> str:
    return str(revision.document.get("title", revision.guide_id))


def _field_names() -> dict[str, str]:
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
    }


def _problem_text(problem: Problem) -> str:
    """Return ``field, item or line: what. how.`` in the language of the page, as Markdown."""
    name, *path = problem.property.split(".")
    at = [_("nr {n}").format(n=int(path[0]) + 1)] if path and path[0].isdecimal() else []
    line = [translated(problem.feature)] if problem.property == "body" and problem.feature else []
    where = ", ".join([_field_names().get(name, name), *at, *line])
    how = f" {translated(problem.how)}." if problem.how else ""
    return plain(f"{where}: {translated(problem.what)}.{how}")


# The form


def _draw_form(facts: Facts, guide_id: str, number: int) -> None:
    """Draw the form of a guide's revision, 0 if it has none."""
    names = _field_names()
    form = _draft_form(facts, guide_id, number)
    key, texts = form.key, form.saved
    draw_conflicts(form, form.fill(), names.__getitem__, _draw_value)
    st.text_input(names["title"], texts["title"], 120, key=key("title"))
    st.text_area(names["summary"], texts["summary"], max_chars=600, key=key("summary"))
    st.text_area(
        names["body"],
        texts["body"],
        height=420,
        max_chars=20_000,
        key=key("body"),
        help=_("Markdown. Avsnitten börjar med ##. [5] efter en mening är källa nummer 5."),
    )
    st.text_area(
        names["sources"],
        texts["sources"],
        height=240,
        key=key("sources"),
        help=_("En källa på varje rad: nummer | adress | rubrik | datum. Datum får saknas."),
    )
    _draw_lists(form, names)
    st.text_input(names["title_en"], texts["title_en"], 120, key=key("title_en"))
    st.text_area(names["summary_en"], texts["summary_en"], max_chars=2_000, key=key("summary_en"))
    st.number_input(names["order"], 1, 999, texts["order"], key=key("order"))
    form.keep()
    label = _("Spara ändringen") if guide_id else _("Publicera guiden")
    st.button(label, type="primary", key=key("go"), on_click=_save, args=(guide_id, number, form))


def _draft_form(facts: Facts, guide_id: str, number: int) -> DraftForm:
    """Return the form with its saved values as the widgets have them."""
    texts = ("title", "summary", "body", "title_en", "summary_en")
    saved: dict[str, Any] = {name: str(facts.get(name) or "") for name in texts}
    saved |= {name: list(facts.get(name, ())) for name in LISTS}
    saved |= {"sources": source_lines(facts), "order": int(facts.get("order", 1))}
    # One that is gone stays until the editor takes it away.
    lists = {
        name: list({**dict.fromkeys(labels), **dict.fromkeys(saved[name])})
        for name, labels in _list_labels().items()
    }
    return DraftForm(
        name=f"guide-{guide_id}",
        number=number,
        saved=saved,
        options={**lists, "order": range(1, 1_000)},
        key=lambda name: f"guide-{name}-{guide_id}-{number}",
    )


def _list_labels() -> dict[str, dict[str, str]]:
    """Return the labels of the services, kinds, examples and support to choose from, by key."""
    lang = language()
    return {
        "services": {key: term.label(lang) for key, term in SERVICES.items()},
        "kinds": {key: term.label(lang) for key, term in KINDS.items()},
        "examples": {idea.id: idea.title for idea in open_bank().current().collection.ideas},
        "support": {form.id: form.name for form in support_forms().values()},
    }


def _draw_lists(form: DraftForm, names: Mapping[str, str]) -> None:
    """Draw the choices of services, kinds, examples and support."""
    for name, labels in _list_labels().items():
        st.multiselect(
            names[name],
            list(form.options[name]),
            form.saved[name],
            key=form.key(name),
            format_func=partial(_label, labels),
            placeholder=_("Välj"),
        )


def _draw_value(name: str, value: Any) -> None:
    """Draw the value of a field of the form: a text, a number or keys."""
    labels = _list_labels().get(name, {})
    draw_text("\n".join(_label(labels, key) for key in value) if labels else str(value))


def _label(options: Mapping[str, str], key: str) -> str:
    return options.get(key, key)


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


# Saving


def _save(guide_id: str, number: int, form: DraftForm) -> None:
    form.collect()
    snapshot = open_bank().current()
    facts = form.values()
    facts["sources"] = read_sources(facts["sources"])
    facts["id"] = guide_id or _new_id(str(facts["title"]), snapshot)
    guide = validate_guide(facts, "")
    problems = guide if isinstance(guide, list) else []
    if isinstance(guide, Guide):
        problems = list(check_references(guide, "", snapshot.collection.by_id.keys()))
    if problems or not isinstance(guide, Guide):
        st.session_state[PROBLEMS] = problems
        return
    _forget_problems()
    if access.act(lambda editor: save_guide(open_store(), guide, editor, number)):
        form.forget()
        access.say(_("”{title}” är publicerad.").format(title=plain(guide.title)), "success")
        st.session_state[CHOSEN] = guide.id


def _new_id(title: str, snapshot: Snapshot) -> str:
    taken = {*seed_ids(), *_all_facts(snapshot)}
    return free_name(slugify(title)[:60].strip("-") or "guide", taken)


def _forget_problems() -> None:
    st.session_state.pop(PROBLEMS, None)


def _draw_removal(guide_id: str, title: str) -> None:
    has_seed = guide_id in seed_ids()
    st.button(
        _("Gå tillbaka till den guide som följer med") if has_seed else _("Ta bort guiden"),
        icon=":material/undo:" if has_seed else ":material/delete:",
        on_click=_remove,
        args=(guide_id, title),
    )


def _remove(guide_id: str, title: str) -> None:
    done = _("Ändringarna i ”{title}” visas inte längre. De finns kvar bland versionerna.")
    access.act(
        lambda editor: remove_guide(open_store(), guide_id, editor),
        done.format(title=plain(title)),
    )
    _forget_problems()


# Versions


def _draw_history(revisions: tuple[GuideRevision, ...]) -> None:
    if not revisions:
        return
    st.subheader(_("Versioner"), anchor=False)
    for revision in revisions:
        with st.container(key=f"guide-version-{revision.number}", horizontal=True):
            st.markdown(_version_line(revision))
            if revision.state == "published" and revision is not revisions[0]:
                st.button(
                    _("Ta tillbaka version {n}").format(n=revision.number),
                    key=f"guide-back-{revision.number}",
                    on_click=_restore,
                    args=(revision.document,),
                )


def _version_line(revision: GuideRevision) -> str:
    removed = _("gick tillbaka") if revision.state == "removed" else _title(revision)
    parts = (str(revision.number), when(revision.created), revision.author, removed)
    return " · ".join(map(plain, parts))


def _restore(document: Facts) -> None:
    guide = validate_guide(document, "")
    if not isinstance(guide, Guide):
        st.session_state[PROBLEMS] = guide
        return
    _forget_problems()
    if access.act(lambda editor: save_guide(open_store(), guide, editor)):
        access.say(_("”{title}” är publicerad.").format(title=plain(guide.title)), "success")
