"""Preview of the example being submitted, and its possible duplicates."""

from __future__ import annotations

import streamlit as st

from geodata.collection.search.search_index import SearchIndex
from geodata.collection.vocabulary import KINDS, SERVICES
from geodata.geography import municipalities
from geodata.moderation.duplicates import find_duplicates
from pages.common.i18n import _, language, ngettext
from pages.parts.contribute.draft import Draft
from pages.widgets.card import card, draw_link_card
from pages.widgets.example_text import GLYPHS
from pages.widgets.markdown import plain
from pages.widgets.pictures.fields import complete
from pages.widgets.pictures.gallery import draw_unpublished


def draw_preview(draft: Draft) -> None:
    """Draw the draft as a card of the map page, with its services and lessons."""
    st.header(_("Så här kommer det att se ut"), anchor=False)
    with card("preview"):
        st.markdown(f"**{plain(draft.title) or _('Vad det heter')}**")
        st.markdown(_kind_and_place(draft))
        st.caption(plain(draft.summary) or _("En eller två meningar om vad det är"))
        draw_unpublished(complete(draft.pictures)[:1])
        if draft.services:
            terms = (SERVICES[key] for key in draft.services)
            chips = (f":gray-badge[:material/{t.icon}: {t.label(language())}]" for t in terms)
            st.markdown(" ".join(chips))
        if draft.lesson_list:
            st.markdown("\n".join(f"- {plain(lesson)}" for lesson in draft.lesson_list))


def _kind_and_place(draft: Draft) -> str:
    kind = KINDS[draft.kind].label(language()) if draft.kind else _("Slag")
    glyph = f"{GLYPHS[draft.kind]} " if draft.kind else ""
    municipality = municipalities.municipalities().get(draft.municipality_code or "")
    names = [draft.place.strip(), municipality.name if municipality else ""]
    place = ", ".join(plain(name) for name in dict.fromkeys(names) if name)
    return f"{glyph}{kind} · {place or _('var det är')}"


def draw_similar(draft: Draft, search_index: SearchIndex) -> None:
    """Draw a warning with links to published examples that the draft may duplicate."""
    spot = draft.spot
    lonlat = (spot.lon, spot.lat) if spot else None
    exact = spot is not None and spot.accuracy == "exact"
    title = draft.title.strip()
    duplicates = find_duplicates(search_index.ideas, title, lonlat, exact=exact) if title else []
    if not duplicates or draft.base:
        return
    st.header(_("Liknande exempel finns redan"), anchor=False)
    st.markdown(
        ngettext(
            "Är det samma som det här? Då behöver du inte lämna in det igen.",
            "Är det samma som något av de här? Då behöver du inte lämna in det igen.",
            len(duplicates),
        )
    )
    for idea in duplicates:
        draw_link_card(f"similar-{idea.id}", idea)
