"""View model of an example's pictures: their addresses and texts, as plain data."""

from __future__ import annotations

from typing import TypedDict

from geodata.collection.idea import Idea, Picture
from geodata.collection.vocabulary import LICENCES
from geodata.pictures.store import picture_path
from pages.common.i18n import _, language


class PictureView(TypedDict):
    """A picture: addresses of its three sizes below the app's root, and its texts.

    ``width`` and ``height`` are the largest size's, in pixels. ``licence`` is the address of the
    licence's text, "" if it has none.
    """

    id: str
    card: str
    src: str
    large: str
    width: int
    height: int
    alt: str
    credit: str
    licence: str


def picture_views(idea: Idea) -> list[PictureView]:
    """Return an example's pictures, in their order and in the current language."""
    return [picture_view(picture) for picture in idea.pictures or ()]


def picture_view(picture: Picture) -> PictureView:
    """Return one picture, in the current language."""
    return {
        "id": picture.id,
        "card": picture_path(picture.id, "card"),
        "src": picture_path(picture.id, "panel"),
        "large": picture_path(picture.id, "projector"),
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "credit": credit(picture, language()),
        "licence": LICENCES[picture.licence].url,
    }


def credit(picture: Picture, language: str) -> str:
    """Return the photographer of a picture and its licence."""
    licence = LICENCES[picture.licence].label(language)
    return _("Foto: {photographer}. {licence}").format(
        photographer=picture.photographer, licence=licence
    )
