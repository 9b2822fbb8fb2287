"""What to take home: files made of a tour, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from geodata.collection.idea import Idea
from geodata.database.store import digest
from geodata.workshop.pdf import to_pdf
from geodata.workshop.powerpoint import to_pptx
from geodata.workshop.slides import Progress, Slide
from geodata.workshop.tours import Tour
from pages.common.i18n import _, language
from pages.common.links import permalink, public_root
from pages.parts.workshop.opening import OpenTour
from pages.routes.presentation import take_home
from pages.routes.room.lan_address import is_local, local_addresses, with_host

Make = Callable[[Tour, Sequence[Slide], Progress], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what it is called, what it is for, and how it is made."""

    ending: str
    name: str
    use: str
    media_type: str
    make: Make


def formats() -> list[Format]:
    """Return the kinds of file that a tour can become, in the visitor's language."""
    spoken = language()
    page = partial(permalink, _root(), language=spoken)
    return [
        Format(
            "pptx",
            "PowerPoint",
            _("En bild för varje stopp, med karta, källor och dina anteckningar."),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            lambda tour, slides, progress: to_pptx(tour, slides, spoken, progress),
        ),
        Format(
            "pdf",
            "PDF",
            _("Att skriva ut och dela ut. QR-koder leder till exemplen."),
            "application/pdf",
            lambda tour, slides, progress: to_pdf(tour, slides, spoken, page, progress),
        ),
        Format(
            "html",
            _("Webbsida"),
            _("Bilder, karta, exempel och dina anteckningar i en fil som öppnas utan internet."),
            "text/html",
            lambda tour, slides, _progress: take_home(tour, examples(slides), spoken).encode(),
        ),
    ]


def _root() -> str:
    """Return the app's address as a phone in the room can open it, to put on paper."""
    root = public_root(str(st.context.url or ""))
    found = local_addresses() if is_local(root) else []
    return f"{with_host(root, found[0].address)}/" if found else root


def examples(slides: Sequence[Slide]) -> dict[str, Idea]:
    """Return the examples that slides show, by id."""
    return {slide.idea.id: slide.idea for slide in slides if slide.idea}


def draw_files(shown: OpenTour, slides: Sequence[Slide]) -> None:
    """Draw a row for each kind of file: first the button that makes it, then the one to get it."""
    if not slides:
        st.markdown(_("Lägg först till något att ta hem."))
        return
    for each in formats():
        with st.container(key=f"file-{each.ending}", gap="xsmall"):
            st.markdown(f"**{each.name}**  \n{each.use}")
            _draw_file(each, shown, slides)


def _draw_file(each: Format, shown: OpenTour, slides: Sequence[Slide]) -> None:
    # What was made of another version of the tour is not offered.
    version = digest(f"{language()} {_root()} {shown.tour.title} {shown.tour.intro} {slides}")
    made = st.session_state.setdefault("made-files", {})
    label = _("Gör {name}").format(name=each.name)
    place = st.empty()
    if (each.ending, version) not in made and place.button(
        label, key=f"make-{each.ending}", icon=":material/build:"
    ):
        made[each.ending, version] = _made(each, shown.tour, slides, place)
    if content := made.get((each.ending, version)):
        place.download_button(
            _("Hämta {name}").format(name=each.name),
            content,
            f"{shown.code}.{each.ending}",
            each.media_type,
            key=f"get-{each.ending}",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )


def _made(
    each: Format, tour: Tour, slides: Sequence[Slide], place: st.delta_generator.DeltaGenerator
) -> bytes:
    """Make a file, with a bar that shows how far it has come."""
    text = _("Gör {name} …").format(name=each.name)
    bar = place.progress(0.0, text)
    return each.make(tour, slides, lambda part: bar.progress(part, text))
