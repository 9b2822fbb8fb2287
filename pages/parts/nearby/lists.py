"""Lists of the page Nära mig: own, adjacent, nearest and similar, and the service gaps."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.vocabulary import SERVICES
from geodata.proximity.nearest import NearbyIdea
from geodata.proximity.service_gaps import ServiceGap
from geodata.proximity.surroundings import SimilarWithIdeas, Surroundings
from pages.common.i18n import _, language, ngettext, number
from pages.common.links import labels
from pages.parts.nearby import origin, sentences
from pages.parts.nearby.origin import NamedOrigin
from pages.widgets.card import Choose
from pages.widgets.guide_link import draw_guide_link
from pages.widgets.markdown import plain
from pages.widgets.panel import draw_idea_card

MAX_NEARBY = 5
"""How many examples of a list are drawn; the map page shows all of them."""
MAX_SIMILAR = 2
MAX_GAPS = 6


def draw_lists(place: NamedOrigin, surroundings: Surroundings, choose: Choose) -> None:
    """Draw the four lists and the service gaps; ``choose`` gets the id of a pressed example."""
    municipality = plain(place.municipality)
    title_own = _("I {municipality}").format(municipality=municipality)
    _draw_section(
        title_own, "innehall", surroundings.own, "own", choose, [place.origin.municipality_code]
    )
    codes = [neighbour.municipality_code for neighbour in surroundings.neighbours]
    by_water = any(neighbour.by_water for neighbour in surroundings.neighbours)
    title_beside = _("Närmast över vattnet") if by_water else _("I grannkommunerna")
    _draw_section(title_beside, "grannar", surroundings.beside, "beside", choose, codes)
    st.header(_("Närmast"), anchor="narmast")
    if not place.origin.lonlat:
        st.caption(_("Avstånden räknas från kommungränsen."))
    _draw_idea_cards(surroundings.nearest, "nearest", choose)
    _draw_similar(municipality, surroundings.alike, choose)
    _draw_service_gaps(municipality, surroundings, choose)


def _draw_section(
    title: str,
    anchor: str,
    nearby: Sequence[NearbyIdea],
    list_name: str,
    choose: Choose,
    codes: list[str],
) -> None:
    st.header(title, anchor=anchor)
    if not nearby:
        st.markdown(_("Inga exempel att visa här. Det närmaste står längre ner."))
        return
    _draw_idea_cards(nearby[:MAX_NEARBY], list_name, choose)
    if len(nearby) > MAX_NEARBY:
        label = ngettext("Visa alla {n} på kartan", "Visa alla {n} på kartan", len(nearby))
        names = labels("municipality", language())
        st.page_link(
            "explore.py",
            label=label,
            icon=":material/map:",
            query_params={"municipality": [names[code] for code in codes]},
        )


def _draw_idea_cards(nearby: Sequence[NearbyIdea], list_name: str, choose: Choose) -> None:
    for nearby_idea in nearby:
        distance_m = nearby_idea.distance_m if nearby_idea.direction else None
        draw_idea_card(nearby_idea.idea, choose, list_name, distance_m, nearby_idea.direction)


def _draw_similar(municipality: str, similar: Sequence[SimilarWithIdeas], choose: Choose) -> None:
    st.header(
        _("I kommuner som liknar {municipality}").format(municipality=municipality), anchor="liknar"
    )
    for entry in similar:
        code = entry.similar.municipality.code
        with st.container(key=f"like-{code}", gap=None):
            name = plain(entry.similar.municipality.name)
            st.button(
                f"**{name}**",
                key=f"alike-{code}",
                type="tertiary",
                icon=":material/near_me:",
                on_click=origin.take_municipality,
                args=(code,),
            )
            st.caption(_capitalise(sentences.similarity(entry.similar)))
            _draw_idea_cards(entry.near[:MAX_SIMILAR], f"like-{code}", choose)
            _draw_rest(len(entry.near))


def _draw_rest(count: int) -> None:
    if count == 0:
        st.caption(_("Inga exempel att visa."))
    elif count > MAX_SIMILAR:
        st.caption(ngettext("{n} till på kartan", "{n} till på kartan", count - MAX_SIMILAR))


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _draw_service_gaps(municipality: str, surroundings: Surroundings, choose: Choose) -> None:
    st.header(_("Det här saknas här"), anchor="saknas")
    if not surroundings.service_gaps:
        sentence = _(
            "Inget av det som liknande kommuner har på kartan saknas kring {municipality}."
        )
        st.markdown(sentence.format(municipality=municipality))
        return
    sentence = _(
        "Service som kommuner som liknar {municipality} har exempel på, men inte {municipality} "
        "eller grannarna. Den kan ändå finnas: kartan visar bara det som är insamlat."
    )
    st.caption(sentence.format(municipality=municipality))
    for gap in surroundings.service_gaps[:MAX_GAPS]:
        _draw_service_gap(gap, surroundings, choose)
    if others := surroundings.service_gaps[MAX_GAPS:]:
        services = ", ".join(SERVICES[gap.service].label(language()) for gap in others)
        st.markdown(_("Också: {services}").format(services=services))


def _draw_service_gap(gap: ServiceGap, surroundings: Surroundings, choose: Choose) -> None:
    term = SERVICES[gap.service]
    with st.container(key=f"lack-{gap.service}", gap=None):
        st.subheader(f":material/{term.icon}: {term.label(language())}", anchor=False)
        st.caption(sentences.municipalities_with(gap, surroundings))
        for idea in gap.ideas[:1]:
            draw_idea_card(idea, choose, f"lack-{gap.service}")
        for guide in open_bank().current().guides.for_services([gap.service])[:1]:
            draw_guide_link(guide)


def draw_jumps(surroundings: Surroundings) -> None:
    """Draw a link to each list, with its number of entries."""
    similar = len(
        {nearby_idea.idea.id for entry in surroundings.alike for nearby_idea in entry.near}
    )
    jumps = {
        "innehall": (_("Kommunen"), len(surroundings.own)),
        "grannar": (_("Grannar"), len(surroundings.beside)),
        "narmast": (_("Närmast"), len(surroundings.nearest)),
        "liknar": (_("Liknande kommuner"), similar),
        "saknas": (_("Saknas"), len(surroundings.service_gaps)),
    }
    links = (f"[{text} {number(count)}](#{anchor})" for anchor, (text, count) in jumps.items())
    with st.container(key="jumps"):
        st.markdown(" · ".join(links))


def draw_status(surroundings: Surroundings | None, total: int) -> None:
    """Draw the number of examples as a live region (``role="status"``)."""
    count = ngettext("{n} exempel på kartan", "{n} exempel på kartan", total)
    within = sentences.counts_within_rings(surroundings) if surroundings else count
    st.html(f'<p role="status">{within}</p>')


def draw_welcome() -> None:
    """Draw a preview of the page, before a place has been chosen."""
    st.header(_("Det här får du se"), anchor="innehall")
    lines = (
        _("exempel i din kommun, hos grannarna och de närmaste, med avstånd och riktning"),
        _("vad kommuner som liknar din har gjort"),
        _("vilken service de har exempel på men inte ni"),
    )
    st.markdown("\n".join(f"- {line}" for line in lines))
