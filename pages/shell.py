"""Entry script of every page: style, language and navigation."""

import html
import logging
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from pages.common import i18n, site_map
from pages.common.i18n import LANGUAGES, _, language
from pages.common.run_queue import turn
from pages.widgets.footer import draw_footer

log = logging.getLogger(__name__)
FOLDER = Path(__file__).parent
i18n.session_language = lambda: str(st.session_state.get("language", "sv"))
lang = st.query_params.get("lang")
st.session_state.language = lang if lang in LANGUAGES else st.session_state.get("language", "sv")
i18n.speak(st.session_state.language)
if lang is not None and lang != "en":
    del st.query_params["lang"]
elif lang is None and language() == "en":
    # The way to another page leaves the parameters behind.
    st.query_params["lang"] = "en"

st.set_page_config(
    page_title="Servicekartan",
    page_icon=str(FOLDER / "icon.svg"),
    layout="wide",
    initial_sidebar_state="auto",
)

other = "en" if language() == "sv" else "sv"
params = {name: st.query_params.get_all(name) for name in st.query_params} | {"lang": [other]}
switch_address = html.escape(f"?{urlencode(params, doseq=True)}")
if not st.context.is_embedded:
    st.html(f'<a class="sk-language" href="{switch_address}" lang="{other}">{LANGUAGES[other]}</a>')

page = st.navigation(
    [
        st.Page(
            entry.file,
            title=_(entry.title),
            icon=entry.icon,
            url_path=entry.path or None,
            default=not entry.path,
        )
        for entry in site_map.PAGES
    ],
    # A page that frames the app has a menu of its own.
    position="hidden" if st.context.is_embedded else "top",
    expanded=True,
)
has_sidebar = site_map.by_path(page.url_path).has_sidebar
st.set_page_config(page_title=f"{page.title} – Servicekartan")
menu_label = html.escape(_("Meny och filter") if has_sidebar else _("Meny"))
more_label = html.escape(_("Mer"))
file_label = html.escape(_("Välj fil"))
st.html(
    f"""<style>
    [data-testid="stExpandSidebarButton"]::after {{ content: "{menu_label}"; }}
    [data-testid="stTopNavSection"] > :first-child::after {{ content: "{more_label}"; }}
    [data-testid="stFileUploaderDropzone"] button p::after {{ content: "{file_label}"; }}
    </style>"""
)
try:
    with turn():
        page.run()
except SQLAlchemyError:
    log.exception("the database does not answer")
    message = _("Databasen svarar inte just nu. Vänta en stund och ladda sedan om sidan.")
    st.error(message, icon=":material/cloud_off:")
if not st.context.is_embedded:
    draw_footer()
