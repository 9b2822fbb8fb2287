"""Editing of the guides: the choice of one, its form, taking it back, and its versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geodata.bank import Snapshot, open_bank
from geodata.database.models import GuideRevision
from geodata.database.store import open_store
from geodata.guides.guide import SECTIONS, Guide
from geodata.guides.guides import seed_ids
from geodata.guides.revisions import history, latest, remove_guide, save_guide
from geodata.text import free_name, slugify
from pages.common.errors import problem_text
from pages.common.i18n import _
from pages.parts.editorial import access
from pages.parts.editorial.form import guide_form
from pages.parts.editorial.labels import when
from pages.widgets.markdown import plain

SELECTION = "guide-chosen"
Facts = Mapping[str, Any]


def draw_guides(editor: str) -> None:
    """Draw the choice of a guide, its form and its versions; ``editor`` is a name."""
    snapshot = open_bank().current()
    for problem in snapshot.guides.problems:
        st.error(plain(_("En guide visas inte. {problem}").format(problem=problem_text(problem))))
    guides = _all_facts(snapshot)
    guide_id = _draw_choice(guides)
    revisions = history(open_store(), guide_id) if guide_id else ()
    guide_form.draw_problems()
    number = revisions[0].number if revisions else 0
    facts = guides.get(guide_id, _empty(guides))
    guide_form.draw_form(facts, number, guide_id, _publish)
    st.caption(_("I loggen står {who}.").format(who=plain(editor)))
    if revisions and revisions[0].state == "published":
        _draw_removal(guide_id, _title(revisions[0]))
    _draw_history(revisions)


def _draw_choice(guides: Mapping[str, Facts]) -> str:
    """Draw the choice of a guide, which the address keeps; return its id, ``""`` for a new one."""
    st.session_state[SELECTION] = st.session_state.guide if st.session_state.guide in guides else ""
    return st.selectbox(
        _("Guide"),
        ["", *guides],
        key=SELECTION,
        format_func=lambda key: guides[key].get("title", key) if key in guides else _("Ny guide"),
        on_change=_choose,
    )


def _choose() -> None:
    st.session_state.guide = st.session_state[SELECTION]
    guide_form.forget_problems()


def _all_facts(snapshot: Snapshot) -> dict[str, Facts]:
    """Return the guides by id: those that are shown, those with a fault and those taken back."""
    current = {guide.id: guide.model_dump(mode="json") for guide in snapshot.guides.guides}
    stored = {row.guide_id: row.document for row in latest(open_store()) if row.document}
    return {**stored, **current, **snapshot.guide_edits}


def _empty(guides: Mapping[str, Facts]) -> Facts:
    """Return the facts that a new guide begins with."""
    orders = [int(facts.get("order", 0)) for facts in guides.values()]
    body = "\n\n".join(f"## {title}\n" for title in SECTIONS)
    return {"order": min(max(orders, default=0) + 1, 999), "body": body}


def _title(revision: GuideRevision) -> str:
    return str(revision.document.get("title", revision.guide_id))


# Saving


def _publish(facts: Facts, guide_id: str, number: int) -> bool:
    """Publish the facts of a guide, edited from version ``number``; return whether it was done."""
    snapshot = open_bank().current()
    identifier = guide_id or _new_id(str(facts["title"]), snapshot)
    guide = guide_form.validated({**facts, "id": identifier}, snapshot.collection.by_id.keys())
    if guide is None or not _save(guide, number):
        return False
    st.session_state.guide = guide.id
    return True


def _save(guide: Guide, number: int) -> bool:
    done = _("”{title}” är publicerad.").format(title=plain(guide.title))
    store = open_store()
    return bool(access.act(lambda editor: save_guide(store, guide, editor, number), done))


def _new_id(title: str, snapshot: Snapshot) -> str:
    ids = {*seed_ids(), *_all_facts(snapshot)}
    return free_name(slugify(title)[:60].strip("-") or "guide", ids)


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
    guide_form.forget_problems()


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
                    args=(revision.document, revisions[0].number),
                )


def _version_line(revision: GuideRevision) -> str:
    removed = _("gick tillbaka") if revision.state == "removed" else _title(revision)
    parts = (str(revision.number), when(revision.created), revision.author, removed)
    return " · ".join(map(plain, parts))


def _restore(document: Facts, number: int) -> None:
    guide = guide_form.validated(document, open_bank().current().collection.by_id.keys())
    if guide is not None:
        _save(guide, number)
