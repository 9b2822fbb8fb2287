"""The three steps of the submission form: what, where and who."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from geodata.collection.copying import COPYING
from geodata.collection.vocabulary import ACCURACIES, KINDS
from geodata.geography import boundaries, municipalities
from geodata.geography.gazetteer import Gazetteer, Place
from pages.common.i18n import _, language
from pages.common.links import labels
from pages.parts.contribute.draft import MAX_CONTACT, Draft, Spot
from pages.widgets.example_text import GLYPHS, distance_text
from pages.widgets.map.component import show_map
from pages.widgets.map.pick import parse_pick
from pages.widgets.map.place_candidates import draw_candidates
from pages.widgets.map.view import near_data, view_layer
from pages.widgets.markdown import plain
from pages.widgets.pictures.fields import draw_fields

MAX_TITLE, MAX_SUMMARY, MAX_LESSONS, MAX_LINK = 120, 600, 6000, 2000
MAX_FACT = 280
"""Leaves room for the numbers of the sources."""
BORDER_M = 3_000
"""How near another municipality must be for the sender to say that it is that one."""

Problems = Mapping[str, str]


def _field(
    widget: Callable[..., object], name: str, label: str, problems: Problems, **options: object
) -> None:
    """Draw one field of the draft and, below it, its problem if any."""
    widget(label, key=f"bidra-{name}", persist_state="session", **options)
    _draw_problem(problems.get(name), name)


def _draw_problem(problem: str | None, name: str) -> None:
    """Draw a problem in red below its field, which the page's script ties to it; or nothing."""
    if problem:
        with st.container(key=f"problem-{name}"):
            st.markdown(f":red[:material/error: {problem}]")


def draw_what(problems: Problems) -> None:
    """Draw the first step: all that tells what it is."""
    _field(
        st.text_input,
        "title",
        _("Vad heter det?"),
        problems,
        max_chars=MAX_TITLE,
        live=True,
        placeholder=_("Till exempel: Bokbussen i Motala"),
    )
    _draw_kind_and_services(problems, language())
    _draw_texts(problems)
    _draw_status_and_link(problems, language())
    with st.expander(_("Fakta att ta efter (frivilligt)"), icon=":material/fact_check:"):
        _draw_facts(problems)
    with st.expander(_("Bilder (frivilligt)"), "pictures" in problems, icon=":material/image:"):
        draw_fields("bidra-pictures")
        _draw_problem(problems.get("pictures"), "pictures")


def _draw_kind_and_services(problems: Problems, lang: str) -> None:
    _field(
        st.radio,
        "kind",
        _("Vilket slag?"),
        problems,
        options=list(KINDS),
        index=None,
        format_func=lambda key: f"{GLYPHS[key]} {KINDS[key].label(lang)}",
        captions=[kind.explanation(lang) for kind in KINDS.values()],
    )
    services = labels("service", lang)
    _field(
        st.multiselect,
        "services",
        _("Vilken service finns där? (frivilligt)"),
        problems,
        options=sorted(services, key=lambda key: services[key]),
        format_func=lambda key: services[key],
        placeholder=_("Välj en eller flera"),
    )


def _draw_texts(problems: Problems) -> None:
    _field(
        st.text_area,
        "summary",
        _("Vad är det, i en eller två meningar?"),
        problems,
        max_chars=MAX_SUMMARY,
        height=90,
    )
    _field(
        st.text_area,
        "lessons",
        _("Vad kan andra lära av det? Skriv en sak på varje rad. (frivilligt)"),
        problems,
        max_chars=MAX_LESSONS,
        height=110,
    )


def _draw_status_and_link(problems: Problems, lang: str) -> None:
    status = labels("status", lang)
    _field(
        st.segmented_control,
        "status",
        _("Är det igång? (frivilligt)"),
        problems,
        options=list(status),
        format_func=lambda key: status[key],
    )
    _field(
        st.text_input,
        "link",
        _("Länk där man kan läsa mer (frivilligt)"),
        problems,
        max_chars=MAX_LINK,
        placeholder="https://",
        autocomplete="url",
    )


def _draw_facts(problems: Problems) -> None:
    """Draw what somebody who wants to do the same asks first."""
    st.markdown(_("Det som den som vill göra likadant frågar först. Skriv bara det du vet."))
    placeholders = {
        "cost": _("Till exempel: 120 000 kr om året"),
        "funding": _("Till exempel: stöd från kommunen, medlemsavgifter"),
        "legal_form": _("Till exempel: ekonomisk förening"),
        "people": _("Till exempel: en på halvtid, tolv ideella"),
        "setup_time": _("Till exempel: två år från idé till öppning"),
    }
    for name, term in COPYING.items():
        text = placeholders[name]
        label = term.label(language())
        _field(st.text_input, name, label, problems, max_chars=MAX_FACT, placeholder=text)


# Where


def draw_where(draft: Draft, gazetteer: Gazetteer, problems: Problems) -> None:
    """Draw the second step: a place search, the whole municipality, or a click on the map."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="bidra-ways"):
        st.text_input(
            _("Sök ort"),
            key="bidra-search",
            live=True,
            max_chars=80,
            icon=":material/search:",
            placeholder=_("Skriv en ort"),
            on_change=_take_text,
            args=(gazetteer,),
            width=260,
        )
        names = labels("kommun", language())
        st.selectbox(
            _("… eller bara kommun"),
            sorted(names, key=lambda code: names[code].lower()),
            index=None,
            format_func=lambda code: names[code],
            key="bidra-whole",
            placeholder=_("Välj kommun"),
            on_change=_take_municipality,
            args=(gazetteer,),
            width=230,
        )
    search = st.session_state["bidra-search"]
    if search:
        draw_candidates(gazetteer, search, _take_place)
    st.markdown(_("… eller klicka på kartan. Zooma in för att träffa rätt."))
    if st.session_state.pop("bidra-far", False):
        message = _(
            "Platsen ligger för långt från Sverige. Välj en kommun, en ort eller på kartan."
        )
        _draw_problem(message, "far")
    _draw_problem(problems.get("spot"), "spot")
    _draw_map(draft)
    if draft.spot:
        _draw_municipality(draft.spot)
        _field(
            st.text_input,
            "place",
            _("Vad heter orten eller trakten?"),
            problems,
            max_chars=120,
        )


def _draw_map(draft: Draft) -> None:
    spot = draft.spot
    near = near_data(None, None)
    near["here"] = (spot.lon, spot.lat) if spot else None
    focus = st.session_state.get("bidra-focus", "")
    with st.container(key="bidra-map-frame"):
        layer = view_layer([], focus=focus, near=near)
        show_map("bidra-map", layer, tiles=False, on_change=_take_pick)


def _draw_municipality(spot: Spot) -> None:
    location = boundaries.locate(spot.lon, spot.lat)
    if location.municipality_code is None:
        return
    name = plain(municipalities.municipalities()[location.municipality_code].name)
    accuracy = ACCURACIES[spot.accuracy].label(language())
    if location.how == "inside":
        sentence = _("Platsen ligger i **{municipality}**.").format(municipality=name)
    else:
        sentence = _(
            "Platsen ligger utanför kommungränserna på vår karta. Närmast är **{municipality}**, "
            "{distance} bort."
        ).format(municipality=name, distance=distance_text(location.distance_m))
    pin = _("Nålen visar: {accuracy}.").format(accuracy=accuracy)
    st.markdown(f":material/location_on: {sentence} {pin}")
    _draw_other_municipality(spot, location.municipality_code)


def _draw_other_municipality(spot: Spot, municipality_code: str) -> None:
    """Draw a choice of municipalities near a border: the boundaries are generalised."""
    nearby = [
        code
        for code in boundaries.adjacent(municipality_code)
        if boundaries.distance_to_municipality_m(spot.lon, spot.lat, code) < BORDER_M
    ]
    current_code = st.session_state.get("bidra-municipality") or municipality_code
    options = list(dict.fromkeys([municipality_code, *nearby, current_code]))
    if len(options) > 1:
        st.session_state["bidra-municipality"] = current_code
        names = labels("kommun", language())
        st.selectbox(
            _("Gränsen är nära. Vilken kommun är det?"),
            options,
            format_func=lambda code: names[code],
            key="bidra-municipality",
            persist_state="session",
            width=260,
        )


def _put_spot(spot: Spot) -> None:
    st.session_state["bidra-spot"] = spot
    st.session_state["bidra-place"] = spot.place
    st.session_state["bidra-municipality"] = None


def _take_text(gazetteer: Gazetteer) -> None:
    text = st.session_state["bidra-search"]
    place = gazetteer.named(text)
    # Each letter comes here: "Bor" is a place, and the beginning of Borensberg.
    if place and not gazetteer.begins_others(text, place):
        _take_place(place)


def _take_place(place: Place) -> None:
    st.session_state["bidra-search"] = ""
    st.session_state["bidra-whole"] = None
    st.session_state["bidra-focus"] = f"{place.name} {place.municipality_code}"
    _put_spot(Spot(place.lon, place.lat, "locality", place.name))


def _take_municipality(gazetteer: Gazetteer) -> None:
    code = st.session_state["bidra-whole"]
    if code is None:
        return
    # What was typed before may be no place, which would still be said.
    st.session_state["bidra-search"] = ""
    seat = next(place for place in gazetteer.places if place.municipality_code == code)
    name = municipalities.municipalities()[code].name
    st.session_state["bidra-focus"] = code
    _put_spot(Spot(seat.lon, seat.lat, "area", name))


def _take_pick() -> None:
    pick = parse_pick(st.session_state.get("bidra-map"))
    if pick.place is None:
        return
    lon, lat = pick.place
    within = boundaries.locate(lon, lat).municipality_code is not None
    st.session_state["bidra-far"] = not within
    if within:
        _put_spot(Spot(lon, lat, "exact", st.session_state.get("bidra-place") or ""))


# Who


def draw_who(problems: Problems) -> None:
    """Draw the third step: name, e-mail and consent."""
    st.markdown(
        _(
            "Bara redaktionen ser ditt namn och din e-post, för att kunna fråga om exemplet. De "
            "visas aldrig på kartan. Med kvittot kan du när som helst radera dem, eller dra "
            "tillbaka exemplet. Då raderas de också."
        )
    )
    _field(
        st.text_input,
        "name",
        _("Ditt namn"),
        problems,
        max_chars=MAX_CONTACT,
        autocomplete="name",
    )
    _field(
        st.text_input,
        "email",
        _("Din e-post"),
        problems,
        max_chars=MAX_CONTACT,
        type="email",
        icon=None,
        validate="",
        placeholder=_("namn@exempel.se"),
    )
    _field(
        st.checkbox,
        "consent",
        _("Redaktionen får spara mitt namn och min e-post"),
        problems,
        wrap=True,
    )
    with st.container(key="bidra-trap"):
        # Hidden from people: only programs fill it in.
        st.text_input("Webbplats", key="bidra-website", label_visibility="collapsed")
