"""A guide on the page, and the list of all guides."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geodata.bank import Snapshot
from geodata.guides.guide import Guide, GuideSource, cite
from geodata.guides.support import SupportForm, support_forms
from geodata.swedish_time import today
from pages.common.i18n import _, date, language, ngettext
from pages.common.links import guide_address
from pages.widgets.card import Choose, card, draw_heading, draw_link_card
from pages.widgets.map import parse_pick, show_map, view_layer
from pages.widgets.markdown import link, plain


def draw_cards(guides: Sequence[Guide], choose: Choose) -> None:
    """Draw a card for each guide; ``choose`` gets the id of the one that is pressed."""
    for guide in guides:
        with card(f"guide-{guide.id}"):
            count = len(guide.examples)
            examples = ngettext("{n} exempel", "{n} exempel", count)
            draw_heading(
                f"guide-{guide.id}",
                guide.text("title", language()),
                examples,
                choose,
                guide.id,
                _first_sentences(guide.text("summary", language())),
            )


def _first_sentences(summary: str) -> str:
    """Return the first two sentences: the English summary tells the whole guide."""
    return ". ".join(summary.split(". ")[:2]).rstrip(".") + "."


def draw_guide(guide: Guide, snapshot: Snapshot, choose: Choose) -> None:
    """Draw a guide: its text with sources, the support to apply for, and its examples."""
    st.button(_("Alla guider"), icon=":material/arrow_back:", on_click=choose, args=("",))
    text_column, map_column = st.columns([1.5, 1], gap="large")
    with text_column:
        _draw_text(guide)
        _draw_support([support_forms()[form_id] for form_id in guide.support])
        _draw_sources(guide.sources)
    with map_column:
        _draw_examples(guide, snapshot)


def _draw_text(guide: Guide) -> None:
    st.title(plain(guide.text("title", language())), anchor="innehall")
    st.markdown(f"**{plain(guide.text('summary', language()))}**")
    if language() == "en":
        st.caption(_("Resten av guiden finns bara på svenska."))
    st.markdown(link(_("Läs och skriv ut guiden som en sida"), guide_address(guide.id, language())))
    year = today().year
    for section in guide.sections:
        st.header(section.title, anchor=False)
        st.markdown(cite(section.body, guide, year, _("odaterad")))


def _draw_support(forms: Sequence[SupportForm]) -> None:
    if not forms:
        return
    st.header(_("Stöd att söka"), anchor=False)
    st.caption(_("Som det stod i källan. Kontrollera alltid hos den som beslutar innan ni söker."))
    for form in forms:
        with st.expander(plain(form.name)):
            facts = {
                _("Beslutar"): form.decided_by,
                _("Till vad"): form.purpose,
                _("Vem kan söka"): form.applicants,
                _("Nivå eller regel"): form.rule,
                _("Att kontrollera"): form.caveat,
            }
            lines = (f"{name}: **{plain(fact)}**" for name, fact in facts.items() if fact)
            st.markdown("  \n".join(lines))
            dated = form.source_date or _("odaterad")
            st.markdown(f"{_('Källa')}: {link(form.source_title, form.source_url)}, {plain(dated)}")


def _draw_sources(sources: Sequence[GuideSource]) -> None:
    with st.expander(_("Alla källor")):
        st.markdown("\n".join(f"- {source_line(source)}" for source in sources))


def source_line(source: GuideSource) -> str:
    """Return a numbered source as Markdown: number, title with address, date."""
    dated = date(source.date) if source.date else _("odaterad")
    return f"\\[{source.key}\\] {link(source.title, source.url)}, {dated}"


def _draw_examples(guide: Guide, snapshot: Snapshot) -> None:
    st.header(_("Exempel på kartan"), anchor=False)
    ideas = [snapshot.collection.by_id[idea_id] for idea_id in guide.examples]
    with st.container(key="map-frame"):
        show_map("guide-map", view_layer(ideas, focus=guide.id), tiles=False, on_change=_take_pick)
    if idea_id := st.session_state.pop("guide-pick", None):
        st.switch_page("explore.py", query_params={"idea": idea_id})
    for idea in ideas:
        draw_link_card(f"guide-example-{idea.id}", idea)


def _take_pick() -> None:
    """Remember the example that was clicked on the map; the page then opens it."""
    if idea_id := parse_pick(st.session_state.get("guide-map")).idea:
        st.session_state["guide-pick"] = idea_id
