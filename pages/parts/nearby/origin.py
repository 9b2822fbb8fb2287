"""Origin of the page Nära mig: a municipality, a named place, a point, or the phone's position.

The query parameters ``kommun``, ``plats`` and ``punkt`` hold it; setting one clears the others.
The phone's position arrives rounded to about a kilometre and is stored only in the visitor's own
address.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from geodata.geography import municipalities
from geodata.geography.gazetteer import Gazetteer, Place
from geodata.proximity.surroundings import Origin, origin_at
from pages.common.i18n import _, language
from pages.common.links import labels
from pages.widgets.map.pick import Pick, parse_lonlat
from pages.widgets.map.place_candidates import MAX_NAME_LENGTH, draw_candidates


@dataclass(frozen=True, slots=True)
class NamedOrigin:
    """An origin and its name, which is not escaped."""

    origin: Origin
    name: str

    @property
    def municipality(self) -> str:
        """The name of the origin's municipality."""
        return municipalities.municipalities()[self.origin.municipality_code].name


def draw_origin_fields(gazetteer: Gazetteer) -> None:
    """Draw the choice of municipality, the place search and the position button."""
    names = labels("kommun", language())
    st.selectbox(
        _("Kommun"),
        sorted(names, key=lambda code: names[code].lower()),
        index=None,
        format_func=lambda code: names.get(code, code),
        key="kommun",
        bind="query-params",
        placeholder=_("Välj kommun"),
        on_change=_clear_other_origins,
        args=("kommun",),
        width=230,
    )
    st.text_input(
        _("Ort"),
        key="plats",
        bind="query-params",
        live=True,
        max_chars=MAX_NAME_LENGTH,
        placeholder=_("Skriv en ort"),
        icon=":material/search:",
        on_change=_take_text,
        args=(gazetteer,),
        width=230,
    )
    st.button(
        _("Min position"),
        key="my-position",
        icon=":material/my_location:",
        on_click=_ask_browser,
        help=_("Frågar din webbläsare. Rundas av till en kilometer och sparas inte."),
    )


def draw_origin_messages(gazetteer: Gazetteer) -> None:
    """Draw places of the same name to choose among, or why there is no position."""
    text = st.session_state.plats
    if text and not gazetteer.named(text):
        draw_candidates(gazetteer, text, partial(_take_place, gazetteer))
    if st.session_state.get("near-ask"):
        st.info(_("Väntar på att webbläsaren ska svara var du är …"), icon=":material/my_location:")
    elif reason := st.session_state.get("near-refused"):
        st.info(_refusal_text(reason), icon=":material/location_off:")


def _refusal_text(reason: str) -> str:
    if reason == "far":
        return _("Platsen ligger för långt från Sverige. Välj en kommun, en ort eller på kartan.")
    if reason == "denied":
        return _(
            "Webbläsaren fick inte säga var du är. Välj en kommun, skriv en ort eller klicka på "
            "kartan i stället."
        )
    return _(
        "Webbläsaren vet inte var du är just nu. Välj en kommun, skriv en ort eller klicka på "
        "kartan i stället."
    )


def read_origin(gazetteer: Gazetteer) -> NamedOrigin | None:
    """Return the origin in the query parameters, None if they have no valid one."""
    if lonlat := parse_lonlat(st.session_state.punkt):
        return _at_point(lonlat)
    if place := gazetteer.named(st.session_state.plats):
        return _at_place(place, gazetteer.label(place))
    code = st.session_state.kommun
    municipality = municipalities.municipalities().get(code)
    return NamedOrigin(Origin(code), municipality.name) if municipality else None


def _at_point(lonlat: tuple[float, float]) -> NamedOrigin | None:
    origin = origin_at(*lonlat)
    if origin is None:
        return None
    name = municipalities.municipalities()[origin.municipality_code].name
    return NamedOrigin(origin, _("en punkt i {municipality}").format(municipality=name))


def _at_place(place: Place, label: str) -> NamedOrigin:
    return NamedOrigin(Origin(place.municipality_code, (place.lon, place.lat)), label)


def take_pick(pick: Pick) -> None:
    """Handle a point clicked on the map, or the browser's answer about its position."""
    if pick.place and origin_at(*pick.place):
        st.session_state.punkt = "{:g},{:g}".format(*pick.place)
        _clear_other_origins("punkt")
    elif pick.place or pick.refused:
        _forget_browser_answer()
        st.session_state["near-refused"] = "far" if pick.place else pick.refused


def take_municipality(code: str) -> None:
    """Set a municipality as the origin."""
    st.session_state.kommun = code
    _clear_other_origins("kommun")


def _take_text(gazetteer: Gazetteer) -> None:
    if gazetteer.named(st.session_state.plats):
        _clear_other_origins("plats")


def _take_place(gazetteer: Gazetteer, place: Place) -> None:
    st.session_state.plats = gazetteer.label(place)
    _clear_other_origins("plats")


def _clear_other_origins(current: str) -> None:
    """Clear the other origins and close the open example."""
    empty = {"kommun": None, "plats": "", "punkt": ""}
    # Also the way itself is set: else what is being typed does not reach the address.
    for name, empty_value in empty.items():
        st.session_state[name] = st.session_state[name] if name == current else empty_value
    st.session_state.exempel = ""
    _forget_browser_answer()


def _ask_browser() -> None:
    count = st.session_state.get("near-asked", 0) + 1
    st.session_state["near-asked"] = st.session_state["near-ask"] = count
    st.session_state.pop("near-refused", None)


def _forget_browser_answer() -> None:
    st.session_state.pop("near-ask", None)
    st.session_state.pop("near-refused", None)
