"""Conflicts of two editors: both texts side by side, each to be chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.common.i18n import _
from pages.parts.editorial.form.draft import Draft, DraftForm


def draw_conflicts(
    form: DraftForm,
    draft: Draft,
    label: Callable[[str], str],
    draw_value: Callable[[str, Any], None],
) -> None:
    """Draw the fields that somebody else has changed too; nothing if there are none.

    The form holds one's own text until the other is chosen. ``label`` returns a field's name in
    the visitor's language, ``draw_value`` draws what a field holds.
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
        sides = (
            ("own", own, _("Din text"), _("Ta min")),
            ("other", other, _("Den nyare versionen"), _("Ta den nyare")),
        )
        for column, (side, value, title, button) in zip(st.columns(2), sides, strict=True):
            with column:
                st.caption(title)
                with st.container(border=True):
                    draw_value(name, value)
                key = f"conflict-{form.name}-{name}-{side}"
                st.button(button, key=key, on_click=form.use, args=(name, value))
