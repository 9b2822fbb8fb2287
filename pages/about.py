"""Om: sources, licences, how to read the map, downloads, accessibility and privacy."""

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.geojson import dumps
from geodata.collection.vocabulary import KINDS
from geodata.opendata.file_name import file_name
from pages.common.i18n import _, language, ngettext
from pages.parts.about import texts
from pages.widgets.example_text import GLYPHS

collection = open_bank().current().collection


def draw_section(title: str, anchor: str, lines: list[str]) -> None:
    """Draw a heading and its paragraphs; ``lines`` are trusted Markdown from ``texts``."""
    st.header(title, anchor=anchor)
    for line in lines:
        st.markdown(line)


with st.container(key="about"):
    st.title(_("Om Servicekartan"), anchor="innehall")
    left, right = st.columns(2, gap="large")

with left:
    for line in texts.purpose():
        st.markdown(line)
    count = len(collection.ideas)
    st.markdown(ngettext("Just nu finns {n} exempel.", "Just nu finns {n} exempel.", count))
    st.page_link("contribute.py", label=_("Bidra med ett eget"), icon=":material/add_location:")

    draw_section(_("Så läser du kartan"), "kartan", [])
    for kind in KINDS.values():
        name, meaning = kind.label(language()), kind.explanation(language())
        st.markdown(f"{GLYPHS[kind.key]} **{name}.** {meaning}")
    for line in texts.reading():
        st.markdown(line)

    draw_section(_("Ladda ner och bygg vidare"), "data", texts.data())
    st.download_button(
        _("Alla exempel som GeoJSON"),
        lambda: dumps(collection.ideas),
        file_name("Servicekartan", "geojson"),
        "application/geo+json",
        icon=":material/download:",
        on_click="ignore",
    )
    draw_section(_("Källor och villkor"), "kallor", texts.sources())

with right:
    draw_section(_("Tillgänglighetsredogörelse"), "tillganglighet", texts.accessibility())
    draw_section(_("Personuppgifter"), "personuppgifter", texts.privacy())
    draw_section(_("Driva kartan"), "driva", texts.running())
