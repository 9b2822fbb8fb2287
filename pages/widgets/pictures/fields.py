"""Pictures in a form: upload, the text and the rights of each, and what is wrong.

A form keeps its pictures as JSON text under one key of the session, as :func:`to_text` writes it:
so they follow the form's draft into the browser. Their pixels are in the database from the upload.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from geodata.collection.idea import MAX_PICTURES, Picture
from geodata.collection.vocabulary import LICENCES
from geodata.database.store import open_store
from geodata.pictures.decoding import ENDINGS, MAX_MEGABYTES, PictureError
from geodata.pictures.store import add_picture, load_picture
from pages.common.errors import error_text
from pages.common.i18n import _, language
from pages.widgets.markdown import plain
from pages.widgets.visitor_limits import PICTURES, may

log = logging.getLogger(__name__)
MAX_TEXT = 300


@dataclass(frozen=True, slots=True)
class PictureFields:
    """A picture in a form; its texts may still be empty. The names are those of ``Picture``."""

    id: str
    width: int
    height: int
    alt: str = ""
    photographer: str = ""
    licence: str | None = None


_reader = TypeAdapter(tuple[PictureFields, ...])


def read(text: str) -> tuple[PictureFields, ...]:
    """Return the pictures of a form's text, none if it is empty or not valid."""
    try:
        return _reader.validate_json(text or "[]")[:MAX_PICTURES]
    except ValidationError:
        return ()


def to_text(pictures: Iterable[PictureFields]) -> str:
    """Return pictures as a form keeps them, "" for none."""
    return _reader.dump_json(tuple(pictures)).decode() if pictures else ""


def properties_to_text(pictures: Iterable[Mapping[str, Any]] | None) -> str:
    """Return the pictures of a feature as a form keeps them."""
    return to_text(tuple(PictureFields(**picture) for picture in pictures or ()))


def to_properties(text: str) -> list[dict[str, Any]]:
    """Return a form's pictures as a feature has them."""
    return [asdict(picture) for picture in read(text)]


def problem(text: str) -> str:
    """Return what is missing of a form's pictures and the remedy, "" if nothing is."""
    for picture in read(text):
        if not (picture.alt.strip() and picture.photographer.strip() and picture.licence):
            return _(
                "Skriv för varje bild vad den visar, vem som har tagit den och hur den får "
                "användas. Eller ta bort bilden."
            )
    return ""


def complete(text: str) -> list[Picture]:
    """Return those of a form's pictures about which nothing is missing."""
    whole = (picture for picture in read(text) if not problem(to_text((picture,))))
    return [Picture.model_validate(asdict(picture)) for picture in whole]


def draw_fields(key: str, *, most: int = MAX_PICTURES, in_tours: bool = False) -> None:
    """Draw the upload and each picture's fields; ``key`` is where the form keeps them.

    ``most`` is how many there may be, ``in_tours`` whether they are for a tour's slides.
    """
    st.markdown(
        _(
            "Välj bara bilder som du har tagit själv eller får använda. Den som syns på bilden "
            "ska vara med på det. Var och när bilden är tagen tas bort ur filen."
        )
    )
    pictures = read(st.session_state.get(key, ""))
    for number, picture in enumerate(pictures, start=1):
        _draw_picture(key, number, picture)
    if message := st.session_state.get(f"{key}-message"):
        st.error(plain(message), icon=":material/error:")
    if len(pictures) < most:
        _draw_upload(key, in_tours)


def _draw_upload(key: str, in_tours: bool) -> None:
    turn = st.session_state.get(f"{key}-turn", 0)
    st.file_uploader(
        _("Lägg till en bild (högst {n} MB)").format(n=MAX_MEGABYTES),
        type=list(ENDINGS),
        key=f"{key}-file-{turn}",
        max_upload_size=MAX_MEGABYTES,
        on_change=_take,
        args=(key, f"{key}-file-{turn}", in_tours),
    )


def _take(key: str, field: str, in_tours: bool) -> None:
    """Store the file of an upload and add it to the form, or keep why it cannot be used."""
    file = st.session_state.get(field)
    st.session_state.pop(f"{key}-message", None)
    if file is None or not may(PICTURES):
        return
    # Another key empties the upload, and Streamlit forgets the file.
    st.session_state[f"{key}-turn"] = st.session_state.get(f"{key}-turn", 0) + 1
    try:
        picture = PictureFields(**add_picture(open_store(), file.getvalue(), in_tours=in_tours))
    except PictureError as error:
        st.session_state[f"{key}-message"] = f"{file.name}: {error_text(error)}"
    except SQLAlchemyError:
        log.exception("a picture could not be stored")
        st.session_state[f"{key}-message"] = _(
            "Det gick inte att spara just nu. Inget är borta: försök igen om en stund."
        )
    else:
        _add(key, picture)


def _add(key: str, picture: PictureFields) -> None:
    pictures = read(st.session_state.get(key, ""))
    if picture.id in {other.id for other in pictures}:
        st.session_state[f"{key}-message"] = _("Den bilden är redan med.")
        return
    st.session_state[key] = to_text((*pictures, picture))


def _draw_picture(key: str, number: int, picture: PictureFields) -> None:
    own = f"{key}-{picture.id}"
    with st.container(key=own, border=True):
        image_column, field_column = st.columns([1, 2])
        with image_column:
            _draw_pixels(picture)
        with field_column:
            n = {"n": number}
            st.text_input(
                _("Vad visar bild {n}? För den som inte ser den").format(**n),
                picture.alt,
                key=f"{own}-alt",
                max_chars=MAX_TEXT,
                on_change=_collect,
                args=(key,),
            )
            st.text_input(
                _("Vem har tagit bild {n}?").format(**n),
                picture.photographer,
                key=f"{own}-photographer",
                max_chars=MAX_TEXT,
                on_change=_collect,
                args=(key,),
            )
            keys = list(LICENCES)
            st.selectbox(
                _("Hur får bild {n} användas?").format(**n),
                keys,
                keys.index(picture.licence) if picture.licence in keys else None,
                format_func=lambda licence: LICENCES[licence].label(language()),
                key=f"{own}-licence",
                placeholder=_("Välj"),
                on_change=_collect,
                args=(key,),
            )
            label = _("Ta bort bild {n}").format(**n)
            icon = ":material/delete:"
            st.button(label, key=f"{own}-gone", icon=icon, on_click=_remove, args=(key, picture.id))


def _draw_pixels(picture: PictureFields) -> None:
    content = load_picture(open_store(), picture.id, "card")
    if content is None:
        st.caption(_("Bilden finns inte kvar. Ta bort den och välj den igen."))
    else:
        st.image(content, alt=picture.alt or _("Bilden som du har valt"))


def _collect(key: str) -> None:
    """Copy the fields' values into the form's state."""
    pictures = read(st.session_state.get(key, ""))
    st.session_state[key] = to_text(tuple(_filled(key, picture) for picture in pictures))


def _filled(key: str, picture: PictureFields) -> PictureFields:
    names = ("alt", "photographer", "licence")
    fields = {name: f"{key}-{picture.id}-{name}" for name in names}
    return replace(
        picture,
        **{n: st.session_state[field] for n, field in fields.items() if field in st.session_state},
    )


def _remove(key: str, identifier: str) -> None:
    _collect(key)
    pictures = read(st.session_state.get(key, ""))
    st.session_state[key] = to_text(tuple(p for p in pictures if p.id != identifier))
