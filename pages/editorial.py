"""Redaktion: review, edit, publish and import."""

import streamlit as st

from pages.shared import network_editor
from pages.shared.editorial import examples, guard, imports, item, log, problems, queue, sign_in
from pages.shared.links import labels
from pages.shared.text import _, language


def choose(identifier: str) -> None:
    """Open an example, or none."""
    st.session_state.arende = identifier


def close() -> None:
    """Go back to the section's list."""
    choose("")


with st.container(key="editorial-head", horizontal=True, vertical_alignment="center"):
    st.title(_("Redaktion"), anchor=False, width="content")
    editor = guard.who()
    if editor:
        sign_in.draw_signed_in(editor)
guard.draw_said()

if editor is None:
    sign_in.draw_sign_in()
    st.stop()

with st.container(key="carried"):
    # What the address carries that no widget shows.
    st.text_input("arende", key="arende", bind="query-params", label_visibility="collapsed")

sections = labels("del", language())
section = st.segmented_control(
    _("Del av redaktionen"),
    list(sections),
    default="queue",
    required=True,
    key="del",
    bind="query-params",
    format_func=sections.__getitem__,
    label_visibility="collapsed",
    on_change=close,
)

with st.container(key="editorial"):
    if st.session_state.arende:
        item.draw_item(st.session_state.arende, close)
    elif section == "queue":
        queue.draw_queue(choose)
    elif section == "examples":
        examples.draw_examples(choose)
    elif section == "import":
        imports.draw_import()
    elif section == "posts":
        network_editor.draw(editor)
    elif section == "problems":
        problems.draw_problems()
    else:
        log.draw_log()
