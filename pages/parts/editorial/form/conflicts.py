"""Conflicts of two editors: both texts side by side, each to be chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.common.i18n import _
from pages.parts.editorial.diff import draw_value, field_label
from pages.parts.editorial.form.draft import Draft, DraftForm


def draw_conflicts(
    form: DraftForm,
    draft: Draft,
    label: Callable[[str], str] = field_label,
    draw: Callable[[str, Any], None] = draw_value,
) -> None:
    """Draw the fields that somebody else has changed too; nothing if there are none.

    The form holds one's own text until the other is chosen. ``label`` returns a field's name and
    ``draw`` draws its value; by default those of an example.
    """
    if not draft.conflicts:
        return
    st.warning(
        _(
            "Någon annan har sparat en nyare version sedan du började skriva. Det du skrev står "
            "kvar i formuläret. Här är det som ni båda har ändrat: välj för varje fält, eller "
            "skriv ihop texterna. Den andras övriga ändringar är redan med."
        ),
        icon=":material/call_merge:",
    )
    for name, (own, other) in draft.conflicts.items():
        st.markdown(f"**{label(name)}**")
        columns = st.columns(2)
        with columns[0]:
            with _draw_side(_("Din text")):
                draw(name, own)
            _draw_choice(form, name, own, _("Ta min"), "own")
        with columns[1]:
            with _draw_side(_("Den nyare versionen")):
                draw(name, other)
            _draw_choice(form, name, other, _("Ta den nyare"), "other")


def _draw_side(title: str) -> DeltaGenerator:
    st.caption(title)
    return st.container(border=True)


def _draw_choice(form: DraftForm, name: str, value: Any, button: str, side: str) -> None:
    key = f"conflict-{form.name}-{name}-{side}"
    st.button(button, key=key, on_click=form.use, args=(name, value))
