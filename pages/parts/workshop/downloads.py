"""Downloads of a tour as PowerPoint, PDF and web page, made on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypedDict

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.idea import Idea
from geodata.database.store import digest
from geodata.opendata.file_name import file_name
from geodata.workshop.pdf import to_pdf
from geodata.workshop.powerpoint import to_pptx
from geodata.workshop.room_outcome import Outcome, outcome
from geodata.workshop.rooms import RoomState
from geodata.workshop.slides import Load, Progress, Slide
from geodata.workshop.slides import slides as tour_slides
from geodata.workshop.tours import Tour, without_notes
from pages.common.i18n import _, language
from pages.common.links import permalink, public_root
from pages.common.run_queue import aside
from pages.parts.workshop.opening import OpenTour
from pages.routes.pictures import load_public
from pages.routes.presentation import take_home
from pages.routes.room.lan_address import is_local, local_addresses, with_host
from pages.widgets.visitor_limits import FILES, may

QUEUE_SECONDS = 60
_turn = threading.Semaphore(1)
Make = Callable[[Tour, Sequence[Slide], Progress], bytes]


class More(TypedDict):
    """Arguments of the functions that make files, besides the tour."""

    load: Load
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Format:
    """A file format of a tour: ending, name, use, media type and the function that makes it."""

    ending: str
    name: str
    use: str
    media_type: str
    make: Make


def formats(result: Outcome | None) -> list[Format]:
    """Return the file formats of a tour, in the visitor's language.

    ``result`` is what a room came to, for slides or pages at the end.
    """
    lang = language()
    page = partial(permalink, _reachable_root(), language=lang)
    more: More = {"load": load_public, "outcome": result}
    return [
        Format(
            "pptx",
            "PowerPoint",
            _("En bild för varje stopp, med karta och källor."),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            lambda tour, slides, progress: to_pptx(
                tour, slides, lang, progress, address=page, **more
            ),
        ),
        Format(
            "pdf",
            "PDF",
            _("Att skriva ut och dela ut. QR-koder leder till exemplen."),
            "application/pdf",
            lambda tour, slides, progress: to_pdf(tour, slides, lang, page, progress, **more),
        ),
        Format(
            "html",
            _("Webbsida"),
            _("Bilder, karta, exempel och guider i en fil som öppnas utan internet."),
            "text/html",
            lambda tour, slides, _progress: _web_page(tour, slides, lang, more),
        ),
    ]


def _web_page(tour: Tour, slides: Sequence[Slide], lang: str, more: More) -> bytes:
    guides = open_bank().current().guides
    return take_home(tour, examples(slides), lang, guides, **more).encode()


def _reachable_root() -> str:
    """Return the app's root at an address that phones on the local network can reach."""
    root = public_root(str(st.context.url or ""))
    hosts = local_addresses() if is_local(root) else []
    return f"{with_host(root, hosts[0].address)}/" if hosts else root


def examples(slides: Sequence[Slide]) -> dict[str, Idea]:
    """Return the examples of slides by id."""
    return {slide.idea.id: slide.idea for slide in slides if slide.idea}


def draw_files(open_tour: OpenTour, room: RoomState | None) -> None:
    """Draw a row for each format: a button that makes the file, then one that downloads it.

    ``room`` is one that the visitor leads, whose results then stand in the files.
    """
    if not open_tour.tour.stops:
        st.markdown(_("Lägg först till något att ta hem."))
        return
    open_tour = replace(open_tour, tour=_tour_to_take_home(open_tour.tour))
    ideas = open_bank().current().collection.by_id
    result = outcome(room.tour, ideas, room.votes, room.notes, language()) if room else None
    if room:
        text = _("Det som rummet {code} har kommit fram till är med.").format(code=room.code)
        st.caption(text)
    slides = tour_slides(open_tour.tour, ideas, language())
    # What was made of another version of the tour is not offered.
    version = digest(
        f"{language()} {_reachable_root()} {open_tour.tour.title} {open_tour.tour.intro} {slides} "
        f"{result}"
    )
    for kind in formats(result):
        with st.container(key=f"file-{kind.ending}", gap="xsmall"):
            st.markdown(f"**{kind.name}**  \n{kind.use}")
            _draw_file(kind, open_tour, slides, version)


def _tour_to_take_home(tour: Tour) -> Tour:
    """Return the tour without its notes, unless the leader asks for them."""
    if not any(stop.note for stop in tour.stops):
        return tour
    with_notes = st.checkbox(
        _("Med mina anteckningar"),
        key="files-notes",
        help=_("Bara för dig. Dela ut filer utan anteckningar. I PDF finns de aldrig."),
    )
    return tour if with_notes else without_notes(tour)


def _draw_file(kind: Format, open_tour: OpenTour, slides: Sequence[Slide], version: str) -> None:
    files = st.session_state.setdefault("made-files", {})
    label = _("Gör {name}").format(name=kind.name)
    place = st.empty()
    if (kind.ending, version) not in files and place.button(
        label, key=f"make-{kind.ending}", icon=":material/build:"
    ):
        content = _make_file(kind, open_tour.tour, slides, place)
        # Of each format the session keeps the latest only: one can be 15 MB.
        for old in [key for key in files if key[0] == kind.ending]:
            del files[old]
        if content:
            files[kind.ending, version] = content
    if content := files.get((kind.ending, version)):
        place.download_button(
            _("Hämta {name}").format(name=kind.name),
            content,
            file_name(open_tour.tour.title, kind.ending),
            kind.media_type,
            key=f"get-{kind.ending}",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )


def _make_file(
    kind: Format, tour: Tour, slides: Sequence[Slide], place: st.delta_generator.DeltaGenerator
) -> bytes:
    """Make a file when it is its turn, while drawing a progress bar; b"" if it is never made.

    One at a time: the largest costs 9 s of a processor, and six at once made others wait 900 times
    as long. The visitors' own turns go on meanwhile.
    """
    if not may(FILES):
        return b""
    text = _("Gör {name} …").format(name=kind.name)
    bar = place.progress(0.0, _("Väntar på andra filer …"))
    with aside() as rest:
        if not _turn.acquire(timeout=QUEUE_SECONDS):
            place.warning(_("Många gör filer just nu. Försök igen om en stund."))
            return b""

        def progress(fraction: float) -> None:
            bar.progress(fraction, text)
            rest()

        try:
            return kind.make(tour, slides, progress)
        finally:
            _turn.release()
