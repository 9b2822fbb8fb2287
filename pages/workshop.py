"""Workshop: choose a tour, present it with a room, download it."""

import streamlit as st

from geodata.bank import open_bank
from geodata.workshop.slides import slides
from pages.common.i18n import _, language
from pages.parts.workshop import downloads, opening, present_buttons, room, stops
from pages.widgets import tour_basket
from pages.widgets.address import carry
from pages.widgets.markdown import plain

snapshot = open_bank().current()

st.session_state.visning = st.session_state.get("visning") or tour_basket.own_code() or ""
carry("visning", "rum", "exempel")

code = st.session_state.visning
open_tour = opening.find_tour(code)

with st.container(key="workshop-head"):
    st.title(_("Workshop"), anchor="innehall")
    st.markdown(
        _("Visa exempel i bygdegården, låt alla tycka till och ta hem det ni kom fram till.")
    )
    if open_tour:
        steps = {"valj": _("1. Välj"), "visa": _("2. Visa"), "ta-hem": _("3. Ta hem")}
        st.markdown(" · ".join(f"[{text}](#{anchor})" for anchor, text in steps.items()))
    room.draw_join_form()
    names = dict.fromkeys(st.session_state.exempel.split(","))
    by_id = snapshot.collection.by_id
    if seed := [by_id[name] for name in names if name in by_id]:
        opening.draw_seed(seed)
    if (open_tour and open_tour.mine) or st.session_state.rum:
        opening.draw_way_back()

if code and open_tour is None:
    st.warning(
        _("Ingen visning heter {code}. Kontrollera koden, eller börja här.").format(
            code=plain(code[:40])
        )
    )

if open_tour is None:
    st.header(_("1. Välj"), anchor="valj")
    st.markdown(_("Ta en färdig visning, eller gör en egen."))
    opening.draw_beginnings()
    st.stop()

left, right = st.columns([1.35, 1], gap="large")
tour_slides = slides(open_tour.tour, snapshot.collection.by_id, language())

with left:
    st.header(_("1. Välj"), anchor="valj")
    with st.expander(_("Byt visning, eller börja en ny"), icon=":material/folder_open:"):
        opening.draw_beginnings()
    opening.draw_title(open_tour)
    stops.draw_stops(open_tour, tour_slides, snapshot.gazetteer)
    if open_tour.mine:
        stops.draw_adding(open_tour, snapshot.search_index)

with right:
    st.header(_("2. Visa"), anchor="visa")
    present_buttons.draw_present_buttons(open_tour)
    room.draw_room(open_tour.tour)
    st.header(_("3. Ta hem"), anchor="ta-hem")
    downloads.draw_files(open_tour, room.led_room())
