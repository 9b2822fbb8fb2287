"""Servicekartan as an ASGI app: ``streamlit run app.py``.

Streamlit shows the pages; beside them stand the routes for what the browser fetches.
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from geodata import api, logs
from geodata.bank import open_bank
from pages.shared import embed, feed, layers, permalinks, presenting, room
from pages.shared.browser_key import BrowserKey
from pages.shared.middleware import PageLanguage, ReadableLinks, SecurityHeaders, StreamlitFiles


def _warm() -> None:
    # Caches and components need Streamlit's runtime, which has started by now.
    from pages.shared.contribute import keeper
    from pages.shared.data import load, load_near
    from pages.shared.map import register

    register()
    keeper.register()
    load()
    load_near()
    layers.addresses()
    # Streamlit collects all garbage after each run: what is read once need not be looked at again.
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Read everything that all visitors share before the first of them comes."""
    await anyio.to_thread.run_sync(_warm)
    async with room.running():
        yield


logs.configure()

LIGHT = ("/embed", "/exempel", "/rum", "/visning", "/api")
"""What is not Streamlit's and says its language itself."""

READABLE = frozenset({"/", "/nara", "/overblick", "/bidra", "/natverket", "/redaktion"})
"""The pages whose addresses hold words of the vocabulary."""

app = st.App(
    "pages/shell.py",
    routes=[
        *layers.ROUTES,
        *embed.ROUTES,
        *permalinks.ROUTES,
        *feed.ROUTES,
        *room.ROUTES,
        *presenting.ROUTES,
        Route("/api", api.start_page),
        Mount("/api", api.create(open_bank())),
    ],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(StreamlitFiles),
        Middleware(BrowserKey, pages=frozenset({"/", "/nara", "/workshop"})),
        Middleware(ReadableLinks, pages=READABLE),
        Middleware(room.RoomDoor),
        Middleware(PageLanguage, besides=LIGHT),
    ],
    lifespan=lifespan,
)
