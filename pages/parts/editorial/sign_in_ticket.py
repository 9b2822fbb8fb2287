"""The ticket of a sign-in, which the browser exchanges for a cookie.

Streamlit answers over a websocket, where no cookie can be set: a frame of ours asks for it.
"""

from __future__ import annotations

from pathlib import Path

import streamlit.components.v1 as components
from streamlit.components.v1.component_registry import ComponentRegistry

from pages.routes.sign_in import HEADER

_exchange = components.declare_component(
    "sign_in_ticket", path=str(Path(__file__).with_name("sign_in_ticket_page"))
)


def register() -> None:
    """Register the component's frame, so that it is served before a page has run."""
    ComponentRegistry.instance().register_component(_exchange)


def draw_exchange(ticket: str) -> None:
    """Let the browser exchange a ticket for the cookie."""
    _exchange(ticket=ticket, header=HEADER, key="sign-in-ticket", default=None)
