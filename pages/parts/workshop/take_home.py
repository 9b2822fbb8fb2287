"""Downloads of a tour as PowerPoint, PDF and web page, made on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.idea import Idea
from geodata.database.store import digest, open_store
from geodata.pictures.store import load_picture
from geodata.workshop.pdf import to_pdf
from geodata.workshop.powerpoint import to_pptx
from geodata.workshop.slides import Progress, Slide
from geodata.workshop.tours import Tour
from pages.common.i18n import _, language
from pages.common.links import permalink, public_root
from pages.parts.workshop.opening import OpenTour
from pages.routes.presentation import take_home
from pages.routes.room.lan_address import is_local, local_addresses, with_host
from pages.widgets.limits import FILES, may

QUEUE_SECONDS = 60
_turn = threading.Semaphore(1)
Make = Callable[[Tour, Sequence[Slide], Progress], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format of a tour: ending, name, use, media type and the function that makes it."""

    ending: str
    name: str
    use: str
    media_type: str
    make: Make


def formats() -> list[Format]:
    """Return the file formats of a tour, in the visitor's language."""
    lang = language()
    page = partial(permalink, _reachable_root(), language=lang)
    load = partial(load_picture, open_store())
    return [
        Format(
            "pptx",
            "PowerPoint",
            _("En bild för varje stopp, med karta, källor och dina anteckningar."),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            lambda tour, slides, progress: to_pptx(tour, slides, lang, progress, load=load),
        ),
        Format(
            "pdf",
            "PDF",
            _("Att skriva ut och dela ut. QR-koder leder till exemplen."),
            "application/pdf",
            lambda tour, slides, progress: to_pdf(tour, slides, lang, page, progress, load=load),
        ),
        Format(
            "html",
            _("Webbsida"),
            _(
                "Bilder, karta, exempel, guider och dina anteckningar i en fil som öppnas "
                "utan internet."
            ),
            "text/html",
            lambda tour, slides, _progress: _web_page(tour, slides, lang),
        ),
    ]


def _web_page(tour: Tour, slides: Sequence[Slide], lang: str) -> bytes:
    guides = open_bank().current().guides
    load = partial(load_picture, open_store())
    return take_home(tour, examples(slides), lang, guides, load).encode()


def _reachable_root() -> str:
    """Return the app's root at an address that phones on the local network can reach."""
    root = public_root(str(st.context.url or ""))
    hosts = local_addresses() if is_local(root) else []
    return f"{with_host(root, hosts[0].address)}/" if hosts else root


def examples(slides: Sequence[Slide]) -> dict[str, Idea]:
    """Return the examples of slides by id."""
    return {slide.idea.id: slide.idea for slide in slides if slide.idea}


def draw_files(open_tour: OpenTour, slides: Sequence[Slide]) -> None:
    """Draw a row for each format: a button that makes the file, then one that downloads it."""
    if not slides:
        st.markdown(_("Lägg först till något att ta hem."))
        return
    for kind in formats():
        with st.container(key=f"file-{kind.ending}", gap="xsmall"):
            st.markdown(f"**{kind.name}**  \n{kind.use}")
            _draw_file(kind, open_tour, slides)


def _draw_file(kind: Format, open_tour: OpenTour, slides: Sequence[Slide]) -> None:
    # What was made of another version of the tour is not offered.
    version = digest(
        f"{language()} {_reachable_root()} {open_tour.tour.title} {open_tour.tour.intro} {slides}"
    )
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
            f"{open_tour.code}.{kind.ending}",
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
    as long.
    """
    if not may(FILES):
        return b""
    text = _("Gör {name} …").format(name=kind.name)
    bar = place.progress(0.0, _("Väntar på andra filer …"))
    if not _turn.acquire(timeout=QUEUE_SECONDS):
        place.warning(_("Många gör filer just nu. Försök igen om en stund."))
        return b""
    try:
        return kind.make(tour, slides, lambda fraction: bar.progress(fraction, text))
    finally:
        _turn.release()
