"""Redaktion: review, edit, publish and import."""

import streamlit as st

from pages.common.i18n import _
from pages.parts.editorial import (
    access,
    audit_log,
    example,
    examples,
    guides,
    network_posts,
    problems,
    queue,
    sign_in,
)
from pages.parts.editorial.importing import import_file
from pages.widgets.address import carry, choice


def choose(identifier: str) -> None:
    """Open an example by its id; ``""`` closes it."""
    st.session_state.arende = identifier


def close() -> None:
    """Close the open example, which shows the section's list again."""
    choose("")


carry("arende", "guide")

with st.container(key="editorial-head", horizontal=True, vertical_alignment="center"):
    # The skip link leads to what the page is about: the open example, if there is one.
    st.title(
        _("Redaktion"),
        anchor=False if st.session_state.arende else "innehall",
        width="content",
    )
    editor = access.editor_name()
    if editor:
        sign_in.draw_signed_in(editor)
access.draw_messages()

if editor is None:
    sign_in.draw_sign_in()
    st.stop()
sign_in.draw_session()

section = choice("del", _("Del av redaktionen"), "queue", on_change=close)

with st.container(key="editorial"):
    if st.session_state.arende:
        example.draw_example(st.session_state.arende, close)
    elif section == "queue":
        queue.draw_queue(choose)
    elif section == "examples":
        examples.draw_examples(choose)
    elif section == "import":
        import_file.draw_import()
    elif section == "posts":
        network_posts.draw_posts(editor)
    elif section == "guides":
        guides.draw_guides(editor)
    elif section == "problems":
        problems.draw_problems(choose)
    else:
        audit_log.draw_log()
