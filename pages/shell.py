"""Entry script of every page: style, language and navigation."""

import html
import logging
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from pages.common.i18n import LANGUAGES, _, language

log = logging.getLogger(__name__)
FOLDER = Path(__file__).parent
requested = st.query_params.get("lang")
st.session_state.language = (
    requested if requested in LANGUAGES else st.session_state.get("language", "sv")
)
if requested is not None and requested != "en":
    del st.query_params["lang"]
elif requested is None and language() == "en":
    # The way to another page leaves the parameters behind.
    st.query_params["lang"] = "en"

st.set_page_config(
    page_title="Servicekartan",
    page_icon=str(FOLDER / "icon.svg"),
    layout="wide",
    initial_sidebar_state="auto",
)
st.html(FOLDER / "style.css")

other = "en" if language() == "sv" else "sv"
params = {name: st.query_params.get_all(name) for name in st.query_params} | {"lang": [other]}
switch_address = html.escape(f"?{urlencode(params, doseq=True)}")
if not st.context.is_embedded:
    st.html(f'<a class="sk-language" href="{switch_address}" lang="{other}">{LANGUAGES[other]}</a>')

page = st.navigation(
    [
        st.Page("explore.py", title=_("Kartan"), icon=":material/map:", default=True),
        st.Page("nearby.py", title=_("Nära mig"), icon=":material/near_me:", url_path="nara"),
        st.Page("workshop.py", title=_("Workshop"), icon=":material/groups:", url_path="workshop"),
        st.Page(
            "overview.py", title=_("Överblick"), icon=":material/bar_chart:", url_path="overblick"
        ),
        st.Page(
            "contribute.py", title=_("Bidra"), icon=":material/add_location:", url_path="bidra"
        ),
        st.Page(
            "network.py", title=_("Servicenätverket"), icon=":material/hub:", url_path="natverket"
        ),
        st.Page("about.py", title=_("Om"), icon=":material/info:", url_path="om"),
        st.Page(
            "editorial.py", title=_("Redaktion"), icon=":material/edit_note:", url_path="redaktion"
        ),
    ],
    # A page that frames the app has a menu of its own.
    position="hidden" if st.context.is_embedded else "top",
    expanded=True,
)
menu_label = html.escape(_("Meny och filter") if page.url_path in ("", "nara") else _("Meny"))
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
    page.run()
except SQLAlchemyError:
    log.exception("the database does not answer")
    message = _("Databasen svarar inte just nu. Vänta en stund och ladda sedan om sidan.")
    st.error(message, icon=":material/cloud_off:")
