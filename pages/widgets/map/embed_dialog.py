"""Dialog "Bädda in": HTML code for embedding the map elsewhere, with a preview."""

from __future__ import annotations

import html
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

import streamlit as st

from geodata.collection.filter import Filter
from pages.common.i18n import _, language
from pages.common.links import public_root

PREVIEW_PIXELS = 720
"""Width of the dialog's widest preview."""


@dataclass(frozen=True, slots=True)
class Size:
    """A frame's size in pixels; width None takes the full width."""

    label: str
    width: int | None
    height: int


def sizes() -> dict[str, Size]:
    """Return the selectable sizes by key."""
    return {
        "full": Size(_("Hela bredden"), None, 640),
        "medium": Size(_("Mellan"), 720, 560),
        "small": Size(_("Smal"), 380, 640),
    }


def embed_path(filter: Filter, language: str, *, idea: str = "", theme: str = "auto") -> str:
    """Return the path of the light viewer for a filter, relative to the app's root, with keys."""
    options = {"lang": language if language != "sv" else "", "idea": idea}
    options |= {"theme": theme if theme != "auto" else ""}
    params = filter.to_params() | {name: [value] for name, value in options.items() if value}
    return f"embed?{urlencode(params, doseq=True, safe=',')}" if params else "embed"


def frame_code(address: str, size: Size) -> str:
    """Return the HTML of a frame that shows an address."""
    width = size.width or "100%"
    return (
        f'<iframe src="{html.escape(address)}" title="Servicekartan" '
        f'width="{width}" height="{size.height}" style="border: 0; max-width: 100%" '
        'loading="lazy" allowfullscreen></iframe>'
    )


def draw_button(filter: Filter, key: str, idea: str = "") -> None:
    """Draw the button that opens the dialog for a filter, or for one example."""
    if st.button(_("Bädda in"), icon=":material/code:", key=key):
        dialog = st.dialog(_("Bädda in på er webbplats"), width="large")
        dialog(_draw_dialog)(filter, idea)


def _draw_dialog(filter: Filter, idea: str) -> None:
    st.markdown(
        _("Klistra in koden där kartan ska stå. Den visar alltid det som är publicerat just nu.")
    )
    choices = sizes()
    with st.container(horizontal=True):
        size_key = st.segmented_control(
            _("Storlek"),
            list(choices),
            default="full",
            required=True,
            format_func=lambda key: choices[key].label,
            key="embed-size",
        )
        themes = {"auto": _("Som besökaren"), "light": _("Ljust"), "dark": _("Mörkt")}
        theme = st.segmented_control(
            _("Utseende"),
            list(themes),
            default="auto",
            required=True,
            format_func=themes.__getitem__,
            key="embed-theme",
        )
    size = choices[size_key]
    path = embed_path(filter, language(), idea=idea, theme=theme)
    page_address = st.context.url or ""
    st.code(frame_code(public_root(page_address) + path, size), language=None, wrap_lines=True)
    st.caption(_("Så här ser det ut:"))
    preview_width = size.width if size.width and size.width < PREVIEW_PIXELS else None
    st.iframe(
        urljoin(page_address, path),
        width=preview_width or "stretch",
        height=size.height,
        alt=_("Förhandsvisning av kartan"),
    )
