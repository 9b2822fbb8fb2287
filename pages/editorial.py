"""Redaktion: review, edit, publish and import."""

import streamlit as st

from pages.common.i18n import _, language
from pages.common.links import labels
from pages.parts.editorial import (
    access,
    audit_log,
    example,
    examples,
    import_file,
    network_posts,
    problems,
    queue,
    sign_in,
)


def choose(identifier: str) -> None:
    """Open an example, or none."""
    st.session_state.arende = identifier


def close() -> None:
    """Go back to the section's list."""
    choose("")


with st.container(key="editorial-head", horizontal=True, vertical_alignment="center"):
    st.title(_("Redaktion"), anchor=False, width="content")
    editor = access.who()
    if editor:
        sign_in.draw_signed_in(editor)
access.draw_said()

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
        example.draw_item(st.session_state.arende, close)
    elif section == "queue":
        queue.draw_queue(choose)
    elif section == "examples":
        examples.draw_examples(choose)
    elif section == "import":
        import_file.draw_import()
    elif section == "posts":
        network_posts.draw(editor)
    elif section == "problems":
        problems.draw_problems(choose)
    else:
        audit_log.draw_log()
