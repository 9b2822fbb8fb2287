"""Let the room take part: the leader opens a room, shows the way in, and tends what comes."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from geodata.bank import open_bank
from geodata.database.store import open_store
from geodata.workshop import rooms
from geodata.workshop.qr_code import qr_svg
from geodata.workshop.room_results import results_geojson, results_xlsx
from geodata.workshop.rooms import NotLeaderError, RoomNote, RoomState
from geodata.workshop.tours import Tour
from pages.common.i18n import _, language, ngettext, number
from pages.middleware.browser_key import PARAMETER
from pages.routes.room import lan_address
from pages.widgets.browser_key import browser_key
from pages.widgets.markdown import plain

LIVE_SECONDS = 2
TOP = 5


def draw_door() -> None:
    """Draw the field where somebody who has a code enters a room."""
    ask, enter = html.escape(_("Har du en kod?")), html.escape(_("Gå in"))
    st.html(
        '<form class="sk-door" action="rum">'
        f'<label for="kod">{ask}</label>'
        '<input id="kod" name="kod" maxlength="8" required autocomplete="off" spellcheck="false">'
        f'<input type="hidden" name="lang" value="{language()}">'
        f"<button>{enter}</button></form>"
    )


def draw_room(tour: Tour) -> None:
    """Draw the room that the address names, or the way to open one for the tour."""
    st.subheader(_("Låt rummet delta"), anchor="rum")
    code = rooms.normal_code(st.query_params.get("rum", ""))
    store = open_store()
    view = rooms.load_room(store, code) if code else None
    if view and rooms.is_leader(store, code, browser_key()):
        _draw_way_in(view)
        _draw_live(code)
        _draw_keeping(view)
        return
    if code:
        st.warning(_("Det finns inget rum {code} som du leder.").format(code=plain(code)))
    _draw_opening(tour)
    _draw_own()


def _draw_opening(tour: Tour) -> None:
    if not tour.stops:
        st.markdown(_("Lägg först till något att visa."))
        return
    st.markdown(
        _(
            "Alla i lokalen kan vara med från sin telefon: ge prickar till det som passar i byn "
            "och skriva egna idéer. Ingen behöver logga in."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(_("Prickar per telefon"), 1, rooms.MAX_DOTS, 3, key="room-dots", width=170)
        st.button(
            _("Öppna ett rum"),
            key="room-open",
            type="primary",
            icon=":material/qr_code_2:",
            on_click=_open,
            args=(tour,),
        )


def _open(tour: Tour) -> None:
    code = rooms.open_room(open_store(), tour, browser_key(), st.session_state["room-dots"])
    rooms.set_address(open_store(), code, browser_key(), _choices("")[0])
    go_to(code)


def go_to(code: str) -> None:
    """Lead another room, or none."""
    if code:
        st.query_params["rum"] = code
    else:
        del st.query_params["rum"]


def _draw_own() -> None:
    own = rooms.rooms_of(open_store(), browser_key())
    if own:
        st.markdown(_("Dina rum från förut:"))
        with st.container(horizontal=True):
            for code, title in list(own.items())[:6]:
                label = f"**{code}** {plain(title)}"
                st.button(label, key=f"room-{code}", on_click=go_to, args=(code,))


# The way in


def _draw_way_in(view: RoomState) -> None:
    with st.container(key="room-way", horizontal=True, vertical_alignment="center"):
        address = lan_address.phone_address(view.address, view.code)
        alt = _("QR-kod till rummet")
        st.image(qr_svg(address, 6), width=190, alt=alt)
        with st.container(gap=None, width="stretch"):
            st.html(f'<p class="sk-code">{view.code}</p>')
            st.markdown(_("Rikta telefonens kamera mot rutan, eller skriv adressen och koden:"))
            st.code(f"{view.address}/rum", language=None, wrap_lines=True)
    _draw_address(view)
    lang = f"?lang={language()}"
    with st.container(horizontal=True):
        wall = f"rum/{view.code}/visning{lang}"
        st.link_button(
            _("Presentera med rummet"), wall, type="primary", icon=":material/slideshow:"
        )
        results = f"rum/{view.code}/resultat{lang}"
        st.link_button(_("Bara resultaten"), results, icon=":material/bar_chart:")


def _choices(chosen: str) -> list[str]:
    """The addresses that phones might reach the app at, the one that is chosen among them."""
    url = (st.context.url or "http://localhost:8501").split("?")[0].removesuffix("/workshop")
    here = url.rstrip("/")
    found = [lan_address.with_host(here, each.address) for each in lan_address.local_addresses()]
    known = [here, *found] if not lan_address.is_local(here) or not found else found
    return list(dict.fromkeys(filter(None, (*known, chosen))))


def _draw_address(view: RoomState) -> None:
    choices = _choices(view.address)
    if len(choices) > 1:
        st.selectbox(
            _("Adress på det lokala nätet"),
            choices,
            index=choices.index(view.address),
            key=f"room-address-{view.code}",
            on_change=_choose_address,
            args=(view.code,),
            help=_("Välj den adress som telefonerna når. De måste vara på samma nät som du."),
        )
    if lan_address.is_local(view.address):
        st.warning(_("Datorn är inte med på något nät. Anslut den till samma nät som telefonerna."))
    elif not lan_address.answers(view.address):
        st.warning(
            _(
                "Appen svarar inte på {address}. Starta den med HOST=0.0.0.0, tillåt den i "
                "datorns brandvägg eller välj en annan adress."
            ).format(address=plain(view.address))
        )


def _choose_address(code: str) -> None:
    _lead(rooms.set_address, code, st.session_state[f"room-address-{code}"])


def _lead(change: Callable[..., None], code: str, *values: object) -> None:
    """Do what only the leader may; a key that has gone missing is told of."""
    try:
        change(open_store(), code, browser_key(), *values)
    except NotLeaderError:
        st.toast(_("Du leder inte det här rummet längre."), icon=":material/lock:")


# What comes of it


@st.fragment(run_every=LIVE_SECONDS)
def _draw_live(code: str) -> None:
    view = rooms.load_room(open_store(), code)
    if view is None:
        return
    total = sum(view.votes.values())
    said = (
        ngettext("{n} telefon", "{n} telefoner", view.phones),
        ngettext("{n} prick", "{n} prickar", total),
        ngettext("{n} idé", "{n} idéer", sum(1 + len(note.merged) for note in view.notes)),
    )
    state = _("Rummet är öppet.") if view.open else _("Rummet är stängt.")
    st.markdown(f"**{state}** " + " · ".join(said))
    _draw_votes(view)
    _draw_notes(view)


def _draw_votes(view: RoomState) -> None:
    ideas = open_bank().current().collection
    most = sorted(view.votes.items(), key=lambda vote: -vote[1])[:TOP]
    titles = {
        key: ideas.by_id[key].text("title", language()) for key, _n in most if key in ideas.by_id
    }
    st.markdown("\n".join(f"1. {plain(titles.get(key, key))}: **{number(n)}**" for key, n in most))


def _draw_notes(view: RoomState) -> None:
    if not view.notes:
        st.caption(_("Rummets idéer kommer här. Då kan du dölja och slå ihop dem."))
        return
    for note in reversed(view.notes):
        st.checkbox(_note_label(note), key=f"note-{note.id}")
    marked = [note.id for note in view.notes if st.session_state.get(f"note-{note.id}")]
    with st.container(horizontal=True, key="room-notes"):
        _action(_("Dölj"), "visibility_off", _hide, view.code, marked, True)
        _action(_("Visa"), "visibility", _hide, view.code, marked, False)
        _action(_("Slå ihop"), "merge", _merge, view.code, marked, off=len(marked) < 2)
        _action(_("Dela upp"), "call_split", _split, view.code, marked)


def _note_label(note: RoomNote) -> str:
    text = plain(note.text)
    merged = "".join(f" :gray[+ {plain(part.text)}]" for part in note.merged)
    pin = " :material/location_on:" if note.lonlat else ""
    said = _("dold")
    hidden = f" :gray-badge[{said}]" if note.hidden else ""
    return f"{text}{pin}{merged}{hidden}"


def _action(
    label: str,
    icon: str,
    change: Callable[..., None],
    code: str,
    marked: list[int],
    *more: object,
    off: bool = False,
) -> None:
    st.button(
        label,
        key=f"notes-{icon}",
        icon=f":material/{icon}:",
        disabled=off or not marked,
        on_click=change,
        args=(code, marked, *more),
    )


def _hide(code: str, marked: list[int], hidden: bool) -> None:
    for note in marked:
        _lead(rooms.hide_note, code, note, hidden)
    _unmark(marked)


def _merge(code: str, marked: list[int]) -> None:
    """Make the marked ideas part of the first of them."""
    for note in marked[1:]:
        _lead(rooms.merge_notes, code, note, marked[0])
    _unmark(marked)


def _split(code: str, marked: list[int]) -> None:
    view = rooms.load_room(open_store(), code)
    for note in view.notes if view else ():
        for part in note.merged if note.id in marked else ():
            _lead(rooms.merge_notes, code, part.id, None)
    _unmark(marked)


def _unmark(marked: list[int]) -> None:
    for note in marked:
        st.session_state[f"note-{note}"] = False


# Closing, and what to keep


def _draw_keeping(view: RoomState) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        label = _("Stäng rummet") if view.open else _("Öppna rummet igen")
        icon = ":material/lock:" if view.open else ":material/lock_open:"
        change = (rooms.set_open, view.code, not view.open)
        st.button(label, key="room-close", icon=icon, on_click=_lead, args=change)
        _draw_download("xlsx", _xlsx, view.code)
        _draw_download("geojson", _geojson, view.code)
        st.button(_("Ett annat rum"), key="room-other", type="tertiary", on_click=go_to, args=("",))
    with st.popover(_("Länk för att leda vidare"), icon=":material/key:"):
        st.markdown(
            _("Med den här länken leder du rummet från en annan webbläsare. Dela den inte.")
        )
        carried = {**st.query_params.to_dict(), "rum": view.code, PARAMETER: browser_key()}
        url = (st.context.url or "").split("?")[0]
        st.code(f"{url}?{urlencode(carried)}", language=None, wrap_lines=True)


def _draw_download(kind: str, make: Callable[[str], bytes], code: str) -> None:
    media_types = {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "geojson": "application/geo+json",
    }
    st.download_button(
        _("Resultat ({kind})").format(kind=kind.upper() if kind == "xlsx" else "GeoJSON"),
        partial(make, code),
        f"rum-{code}.{kind}",
        media_types[kind],
        key=f"room-{kind}",
        icon=":material/download:",
        on_click="ignore",
    )


def _results(code: str) -> RoomState:
    view = rooms.load_room(open_store(), code)
    assert view is not None  # noqa: S101
    return view


def _xlsx(code: str) -> bytes:
    view = _results(code)
    return results_xlsx(view.tour, open_bank().current().collection.by_id, view.votes, view.notes)


def _geojson(code: str) -> bytes:
    view = _results(code)
    found = results_geojson(
        view.tour, open_bank().current().collection.by_id, view.votes, view.notes
    )
    return json.dumps(found, ensure_ascii=False, indent=1).encode()
