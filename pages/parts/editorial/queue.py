"""Queue of submissions that wait for the editors or for their sender."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.vocabulary import KINDS
from geodata.moderation.reports import load_reports
from geodata.moderation.review import Review, load_queue
from pages.common.i18n import _, language, ngettext
from pages.parts.editorial.labels import origin_label, when
from pages.parts.editorial.reports import draw_reports
from pages.widgets.card import Choose, card, draw_heading
from pages.widgets.example_text import GLYPHS
from pages.widgets.markdown import plain

MAX_REVIEWS = 50


def draw_queue(choose: Choose) -> None:
    """Draw the waiting submissions, oldest first; ``choose`` gets the id of the one pressed."""
    bank = open_bank()
    waiting, returned = load_queue(bank), load_queue(bank, ("returned",))
    reports = load_reports(bank)
    if not waiting and not reports:
        st.info(_("Kön är tom. Allt som kommit in är läst."), icon=":material/inbox:")
    elif waiting:
        st.markdown(
            ngettext(
                "**{n} exempel** väntar på dig.", "**{n} exempel** väntar på dig.", len(waiting)
            )
        )
    _draw_cards(waiting, choose)
    draw_reports(bank, reports, choose)
    if returned:
        st.subheader(_("Väntar på insändaren"), anchor=False)
        _draw_cards(returned, choose)
    if st.toggle(_("Visa tillbakadragna och nekade"), key="stangda", bind="query-params"):
        closed = [
            review for review in load_queue(bank, ("withdrawn", "refused")) if review.case.number
        ]
        _draw_cards(closed[::-1], choose)


def _draw_cards(reviews: Sequence[Review], choose: Choose) -> None:
    for review in reviews[:MAX_REVIEWS]:
        _draw_card(review, choose)
    if len(reviews) > MAX_REVIEWS:
        st.caption(_("Fler visas när du har hunnit med de här."))


def _draw_card(review: Review, choose: Choose) -> None:
    properties = review.case.feature["properties"]
    identifier = review.case.idea_id
    key, kind = f"queue-{identifier}", properties["kind"]
    change = _("Ändring") if review.before else _("Nytt")
    line = (
        f"{GLYPHS[kind]} {KINDS[kind].label(language())} · {plain(properties['place'])} · "
        f"{change} · {origin_label(review.case.origin)} · {when(review.case.changed)}"
    )
    with card(key):
        draw_heading(key, properties["title"], line, choose, identifier)
