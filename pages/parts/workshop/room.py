"""The leader's controls of a room: open it, show its code, moderate notes, close it."""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st
from babel.dates import format_datetime

from geodata.bank import open_bank
from geodata.database.store import open_store
from geodata.opendata.file_name import file_name
from geodata.settings import settings
from geodata.workshop import rooms
from geodata.workshop.qr_code import qr_svg
from geodata.workshop.room_codes import split_code
from geodata.workshop.room_results import results_geojson, results_xlsx
from geodata.workshop.rooms import NotLeaderError, RoomNote, RoomState, TooManyRoomsError
from geodata.workshop.tours import Tour
from pages.common.i18n import _, date, language, ngettext, number
from pages.common.links import public_root
from pages.common.site_map import WORKSHOP
from pages.middleware.browser_key import PARAMETER
from pages.routes.room import lan_address
from pages.widgets.browser.key import browser_key
from pages.widgets.markdown import plain
from pages.widgets.visitor_limits import NEW_ROOMS, may

LIVE_SECONDS = 2
TIME_ZONE = ZoneInfo("Europe/Stockholm")
MAX_IDEAS = 5


def draw_join_form() -> None:
    """Draw the form in which a participant enters a room's code."""
    label, button = html.escape(_("Har du en kod?")), html.escape(_("Gå in"))
    st.html(
        '<form class="sk-join" action="rum">'
        f'<label for="sk-room-code">{label}</label>'
        '<input id="sk-room-code" name="kod" maxlength="8" required autocomplete="off" '
        'spellcheck="false">'
        f'<input type="hidden" name="lang" value="{language()}">'
        f"<button>{button}</button></form>"
    )


def draw_room(tour: Tour) -> None:
    """Draw the room of the query parameter ``rum``, or the button that opens one for the tour."""
    st.subheader(_("Låt rummet delta"), anchor="rum")
    code, _token = split_code(st.session_state.rum)
    if room := led_room():
        _draw_way_in(room)
        _draw_live(room.code)
        _draw_closing(room)
        return
    if code:
        st.warning(_("Det finns inget rum {code} som du leder.").format(code=plain(code)))
    _draw_opening(tour)
    _draw_own()


def led_room() -> RoomState | None:
    """Return the room of the query parameter ``rum``, None unless this browser leads it."""
    code, _token = split_code(st.session_state.rum)
    store = open_store()
    room = rooms.load_room(store, code) if code else None
    return room if room and rooms.is_leader(store, code, browser_key()) else None


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
        st.checkbox(
            _("Läs idéerna innan de visas"),
            key="room-reviews",
            help=_("Varje idé väntar här tills du har valt den och tryckt på Visa."),
        )
        st.button(
            _("Öppna ett rum"),
            key="room-open",
            type="primary",
            icon=":material/qr_code_2:",
            on_click=_open,
            args=(tour,),
        )


def _open(tour: Tour) -> None:
    if not may(NEW_ROOMS):
        return
    try:
        dots, reviews = st.session_state["room-dots"], st.session_state["room-reviews"]
        code = rooms.open_room(open_store(), tour, browser_key(), dots, reviews=reviews)
    except TooManyRoomsError:
        st.toast(_("Det finns för många rum just nu. Försök igen i morgon."))
        return
    rooms.set_address(open_store(), code, browser_key(), _addresses("")[0])
    show_room(code)


def show_room(code: str) -> None:
    """Show the controls of the room of a code; ``""`` shows none."""
    st.session_state.rum = code


def _draw_own() -> None:
    titles = rooms.rooms_of(open_store(), browser_key())
    if titles:
        st.markdown(_("Dina rum från förut:"))
        with st.container(horizontal=True):
            for code, title in list(titles.items())[:6]:
                label = f"**{code}** {plain(title)}"
                st.button(label, key=f"room-{code}", on_click=show_room, args=(code,))


# The way in


def _draw_way_in(room: RoomState) -> None:
    with st.container(key="room-way", horizontal=True, vertical_alignment="center"):
        address = lan_address.phone_address(room.address, room.long_code)
        alt = _("QR-kod till rummet")
        st.image(qr_svg(address, 6), width=190, alt=alt)
        with st.container(gap=None, width="stretch"):
            st.html(f'<p class="sk-code">{room.code}</p>')
            st.markdown(_("Rikta telefonens kamera mot rutan, eller skriv adressen och koden:"))
            st.code(f"{room.address}/rum", language=None, wrap_lines=True)
    _draw_address(room)
    lang = f"?lang={language()}"
    with st.container(horizontal=True):
        wall = f"rum/{room.code}/visning{lang}"
        st.link_button(
            _("Presentera med rummet"), wall, type="primary", icon=":material/slideshow:"
        )
        results = f"rum/{room.code}/resultat{lang}"
        st.link_button(_("Bara resultaten"), results, icon=":material/bar_chart:")


def _addresses(current: str) -> list[str]:
    """Return the addresses at which phones may reach the app, ``current`` included.

    This computer's own are for leaders beside it, not for visitors of a public server.
    """
    if address := settings().public_address:
        return list(dict.fromkeys(filter(None, (address.rstrip("/"), current))))
    own = public_root(st.context.url or "http://localhost:8501/").rstrip("/")
    nearby = lan_address.is_nearby(st.context.ip_address)
    hosts = lan_address.local_addresses() if nearby else []
    local = [lan_address.with_host(own, host.address) for host in hosts]
    addresses = [own, *local] if not lan_address.is_local(own) or not local else local
    return list(dict.fromkeys(filter(None, (*addresses, current))))


def _draw_address(room: RoomState) -> None:
    choices = _addresses(room.address)
    if len(choices) > 1:
        st.selectbox(
            _("Adress på det lokala nätet"),
            choices,
            index=choices.index(room.address),
            key=f"room-address-{room.code}",
            on_change=_choose_address,
            args=(room.code,),
            help=_("Välj den adress som telefonerna når. De måste vara på samma nät som du."),
        )
    if lan_address.is_local(room.address):
        st.warning(_("Datorn är inte med på något nät. Anslut den till samma nät som telefonerna."))
    elif not lan_address.answers(room.address):
        st.warning(
            _(
                "Telefonerna når inte appen på {address}. Välj en annan adress, eller be den som "
                "sköter datorn att släppa in telefonerna: starta appen med HOST=0.0.0.0 och tillåt "
                "den i brandväggen."
            ).format(address=plain(room.address))
        )


def _choose_address(code: str) -> None:
    _change_as_leader(rooms.set_address, code, st.session_state[f"room-address-{code}"])


def _change_as_leader(change: Callable[..., None], code: str, *values: object) -> None:
    """Call a change that only the leader may make; draw a toast if this browser is not."""
    try:
        change(open_store(), code, browser_key(), *values)
    except NotLeaderError:
        st.toast(_("Du leder inte det här rummet längre."), icon=":material/lock:")


# What comes of it


@st.fragment(run_every=LIVE_SECONDS)
def _draw_live(code: str) -> None:
    room = rooms.load_room(open_store(), code)
    if room is None:
        return
    dots = sum(room.votes.values())
    counts = (
        ngettext("{n} telefon", "{n} telefoner", room.phones),
        ngettext("{n} prick", "{n} prickar", dots),
        ngettext("{n} idé", "{n} idéer", sum(1 + len(note.merged) for note in room.notes)),
    )
    state = _("Rummet är öppet.") if room.open else _("Rummet är stängt.")
    st.markdown(f"**{state}** " + " · ".join(counts))
    st.caption(_room_end(room))
    _draw_votes(room)
    _draw_notes(room)


def _room_end(room: RoomState) -> str:
    """Return when the room closes by itself, and when it is removed."""
    days = settings().keep_rooms_days
    opened = room.closes - dt.timedelta(hours=rooms.OPEN_HOURS)
    sentences = [
        _("Det stängs av sig självt {time} om du inte ändrar något innan.").format(
            time=format_datetime(room.closes, "d MMM HH:mm", tzinfo=TIME_ZONE, locale=language())
        )
        if room.open
        else "",
        _("Det raderas {date}.").format(
            date=date((opened + dt.timedelta(days=days)).date().isoformat())
        )
        if days
        else "",
    ]
    return " ".join(filter(None, sentences))


def _draw_votes(room: RoomState) -> None:
    ideas = open_bank().current().collection
    top = sorted(room.votes.items(), key=lambda vote: -vote[1])[:MAX_IDEAS]
    titles = {
        key: ideas.by_id[key].text("title", language()) for key, _n in top if key in ideas.by_id
    }
    st.markdown("\n".join(f"1. {plain(titles.get(key, key))}: **{number(n)}**" for key, n in top))


def _draw_notes(room: RoomState) -> None:
    if waiting := sum(note.waiting for note in room.notes):
        text = ngettext(
            "{n} idé väntar på att du läser den.", "{n} idéer väntar på att du läser dem.", waiting
        )
        st.markdown(f":material/hourglass: **{text}**")
    if not room.notes:
        st.caption(_("Rummets idéer kommer här. Då kan du dölja och slå ihop dem."))
        return
    for note in reversed(room.notes):
        st.checkbox(_note_label(note), key=f"note-{note.id}")
    marked = [note.id for note in room.notes if st.session_state.get(f"note-{note.id}")]
    with st.container(horizontal=True, key="room-notes"):
        _action(_("Dölj"), "visibility_off", _hide, room.code, marked, True)
        _action(_("Visa"), "visibility", _hide, room.code, marked, False)
        _action(_("Slå ihop"), "merge", _merge, room.code, marked, disabled=len(marked) < 2)
        _action(_("Dela upp"), "call_split", _split, room.code, marked)


def _note_label(note: RoomNote) -> str:
    text = plain(note.text)
    merged = "".join(f" :gray[+ {plain(part.text)}]" for part in note.merged)
    pin = " :material/location_on:" if note.lonlat else ""
    word = _("väntar") if note.waiting else _("dold")
    hidden = f" :gray-badge[{word}]" if note.hidden else ""
    return f"{text}{pin}{merged}{hidden}"


def _action(
    label: str,
    icon: str,
    change: Callable[..., None],
    code: str,
    marked: list[int],
    *values: object,
    disabled: bool = False,
) -> None:
    st.button(
        label,
        key=f"notes-{icon}",
        icon=f":material/{icon}:",
        disabled=disabled or not marked,
        on_click=change,
        args=(code, marked, *values),
    )


def _hide(code: str, marked: list[int], hidden: bool) -> None:
    for note in marked:
        _change_as_leader(rooms.hide_note, code, note, hidden)
    _clear_marks(marked)


def _merge(code: str, marked: list[int]) -> None:
    """Merge the marked notes into the first of them."""
    for note in marked[1:]:
        _change_as_leader(rooms.merge_notes, code, note, marked[0])
    _clear_marks(marked)


def _split(code: str, marked: list[int]) -> None:
    room = rooms.load_room(open_store(), code)
    for note in room.notes if room else ():
        for part in note.merged if note.id in marked else ():
            _change_as_leader(rooms.merge_notes, code, part.id, None)
    _clear_marks(marked)


def _clear_marks(marked: list[int]) -> None:
    for note in marked:
        st.session_state[f"note-{note}"] = False


# Closing, and what to keep


def _draw_closing(room: RoomState) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        label = _("Stäng rummet") if room.open else _("Öppna rummet igen")
        icon = ":material/lock:" if room.open else ":material/lock_open:"
        args = (rooms.set_open, room.code, not room.open)
        st.button(label, key="room-close", icon=icon, on_click=_change_as_leader, args=args)
        _draw_download("xlsx", _xlsx, room)
        _draw_download("geojson", _geojson, room)
        st.button(
            _("Ett annat rum"), key="room-other", type="tertiary", on_click=show_room, args=("",)
        )
    with st.popover(_("Länk för att leda vidare"), icon=":material/key:"):
        st.markdown(
            _("Med den här länken leder du rummet från en annan webbläsare. Dela den inte.")
        )
        params = {**st.query_params.to_dict(), "rum": room.code, PARAMETER: browser_key()}
        url = f"{public_root(st.context.url or '')}{WORKSHOP.path}"
        st.code(f"{url}?{urlencode(params)}", language=None, wrap_lines=True)


def _draw_download(kind: str, make: Callable[[str], bytes], room: RoomState) -> None:
    media_types = {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "geojson": "application/geo+json",
    }
    st.download_button(
        _("Resultat ({kind})").format(kind=kind.upper() if kind == "xlsx" else "GeoJSON"),
        partial(make, room.code),
        file_name(_("{title} resultat").format(title=room.tour.title), kind),
        media_types[kind],
        key=f"room-{kind}",
        icon=":material/download:",
        on_click="ignore",
    )


def _room(code: str) -> RoomState:
    room = rooms.load_room(open_store(), code)
    assert room is not None  # noqa: S101
    return room


def _xlsx(code: str) -> bytes:
    room = _room(code)
    return results_xlsx(room.tour, open_bank().current().collection.by_id, room.votes, room.notes)


def _geojson(code: str) -> bytes:
    room = _room(code)
    results = results_geojson(
        room.tour, open_bank().current().collection.by_id, room.votes, room.notes
    )
    return json.dumps(results, ensure_ascii=False, indent=1).encode()
