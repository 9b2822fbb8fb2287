"""Servicekartan as an ASGI app: ``streamlit run app.py``.

Streamlit runs the pages; the light routes, the map's files and the API stand beside it.
"""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from geodata import logs
from geodata.api import app as api
from geodata.bank import open_bank
from geodata.database.store import open_store
from geodata.moderation.personal_data import purge_by_settings
from geodata.settings import exit_if_invalid
from pages.common.site_map import PAGES, ROUTE_ROOTS
from pages.middleware.browser_key import BrowserKey
from pages.middleware.failures import Failures
from pages.middleware.page_language import PageLanguage
from pages.middleware.public_address import PublicAddress
from pages.middleware.readable_links import ReadableLinks
from pages.middleware.response_count import ResponseCount
from pages.middleware.same_origin import SameOrigin
from pages.middleware.security_headers import SecurityHeaders
from pages.middleware.sessions.fair_rates import FairRates
from pages.middleware.sessions.fair_turns import FairTurns
from pages.middleware.sessions.own_session import OwnSession
from pages.middleware.start_page import StartPage
from pages.middleware.streamlit_files import StreamlitFiles
from pages.middleware.upload_budget import UploadBudget
from pages.routes import (
    browser_key,
    embed,
    examples,
    favourites,
    feed,
    guides,
    metrics,
    pictures,
    presentation,
    previews,
    room,
    sign_in,
    web_app,
)
from pages.viewer import assets, marks, tiles
from pages.widgets.script_error import draw_failure

log = logging.getLogger("servicekartan")
DAY_SECONDS = 24 * 3600


def _warm() -> None:
    # Caches and components need Streamlit's runtime, which has started by now.
    from pages.parts.editorial import sign_in_ticket
    from pages.widgets.browser import storage
    from pages.widgets.map.component import register

    register()
    storage.register()
    sign_in_ticket.register()
    open_bank().current().build_indexes()
    assets.addresses()
    # Streamlit collects all garbage after each run: what is read once need not be scanned again.
    gc.collect()
    gc.freeze()


async def _purge_daily() -> None:
    """Erase what is older than the settings say, at start and then once a day."""
    while True:
        try:
            counts = await anyio.to_thread.run_sync(purge_by_settings, open_store())
            if counts and any(counts.values()):
                log.info("erased by age: %s", counts)
        except SQLAlchemyError:
            log.exception("nothing could be erased by age")
        await anyio.sleep(DAY_SECONDS)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Fill the caches that all visitors share before the first request."""
    await anyio.to_thread.run_sync(_warm)
    async with room.running(), anyio.create_task_group() as tasks:
        tasks.start_soon(_purge_daily)
        yield
        tasks.cancel_scope.cancel()
    await anyio.to_thread.run_sync(open_store().checkpoint)


exit_if_invalid()
logs.configure()

app = st.App(
    "pages/shell.py",
    routes=[
        *assets.ROUTES,
        *embed.ROUTES,
        *marks.ROUTES,
        *tiles.ROUTES,
        *examples.ROUTES,
        *previews.ROUTES,
        *pictures.ROUTES,
        *guides.ROUTES,
        *feed.ROUTES,
        *metrics.ROUTES,
        *room.ROUTES,
        *presentation.ROUTES,
        *favourites.ROUTES,
        *browser_key.ROUTES,
        *sign_in.ROUTES,
        *web_app.ROUTES,
        Route("/api", api.start_page),
        Mount("/api", api.create(open_bank())),
    ],
    middleware=[
        Middleware(SameOrigin),
        Middleware(PublicAddress),
        Middleware(OwnSession),
        Middleware(SecurityHeaders),
        Middleware(ResponseCount),
        Middleware(Failures),
        Middleware(FairRates),
        Middleware(UploadBudget),
        Middleware(FairTurns),
        Middleware(StreamlitFiles),
        Middleware(BrowserKey, pages=frozenset(p.address for p in PAGES if p.needs_browser_key)),
        Middleware(ReadableLinks, pages=frozenset(p.address for p in PAGES if p.has_labels)),
        Middleware(room.RoomRedirect),
        Middleware(StartPage),
        Middleware(PageLanguage, besides=ROUTE_ROOTS),
    ],
    lifespan=lifespan,
    on_script_error=draw_failure,
)
