"""Bidra: the form for submitting an example in three steps, and its receipt."""

import streamlit as st

from geodata.bank import open_bank
from pages.common.i18n import _, language
from pages.common.links import labels
from pages.parts.contribute import draft_storage, preview, receipt, sending, steps
from pages.parts.contribute.draft import current_draft, incomplete
from pages.widgets.address import carry, choice

snapshot = open_bank().current()


def open_receipt() -> None:
    """Show the receipt of the code in the text field."""
    st.session_state.kvitto = st.session_state["bidra-code"].strip()


carry("kvitto")

code = st.session_state.kvitto
correcting = st.session_state.get("bidra-correcting")
if message := st.session_state.get("bidra-message"):
    st.error(message, icon=":material/error:")
if code and not correcting:
    with st.container(key="bidra-receipt", width=760):
        receipt.draw_receipt(code)
    with st.container(key="bidra-no-step"):
        choice("steg", _("Steg"), "what")
        draft_storage.keep(current_draft())
    st.stop()

st.title(_("Rätta ditt exempel") if correcting else _("Lämna in ett exempel"), anchor="innehall")
step = choice("steg", _("Steg"), "what")
draft = current_draft()
if not correcting:
    with st.container(key="bidra-kept"):
        draft_storage.keep(draft)
problems = incomplete(draft)
step_problems = problems[step] if step in st.session_state.get("bidra-tried", ()) else {}

form_column, preview_column = st.columns([1.6, 1], gap="large")
with form_column:
    if step == "what":
        steps.draw_what(step_problems)
    elif step == "where":
        steps.draw_where(draft, snapshot.gazetteer, step_problems)
    elif correcting:
        st.markdown(_("Redaktionen läser din rättelse innan den syns på kartan."))
    else:
        steps.draw_who(step_problems)
    with st.container(horizontal=True, key="bidra-steps"):
        if step != "what":
            previous = sending.STEPS[sending.STEPS.index(step) - 1]
            st.button(_("Tillbaka"), on_click=sending.go, args=(previous,))
        if step != "who":
            args = (step, bool(problems[step]))
            st.button(_("Nästa"), type="primary", on_click=sending.go_on, args=args)
        elif correcting:
            args = correcting
            st.button(
                _("Skicka rättelsen"), type="primary", on_click=sending.send_correction, args=args
            )
        else:
            st.button(_("Skicka in"), type="primary", on_click=sending.send)
        if correcting:
            st.button(_("Avbryt"), type="tertiary", on_click=sending.stop_correcting)
    if step == "who" and "who" in st.session_state.get("bidra-tried", ()):
        for name in ("what", "where"):
            if problems[name]:
                label = labels("steg", language())[name]
                text = _("Något saknas i steget {step}").format(step=label)
                st.button(text, icon=":material/error:", on_click=sending.go, args=(name,))
with preview_column, st.container(key="bidra-beside"):
    preview.draw_preview(draft)
    preview.draw_similar(draft, snapshot.search_index)
    if not correcting:
        with st.expander(_("Har du redan ett kvitto?"), icon=":material/receipt_long:"):
            st.text_input(_("Kvittots kod"), key="bidra-code", max_chars=20, on_change=open_receipt)
