"""The lists of "Nära mig": in the municipality, beside it, nearest, in its like, and lacking."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geodata.collection.vocabulary import SERVICES
from geodata.proximity.nearest import NearbyIdea
from geodata.proximity.service_gaps import ServiceGap
from geodata.proximity.surroundings import SimilarWithIdeas, Surroundings
from pages.common.i18n import _, language, ngettext, number
from pages.common.links import labels
from pages.parts.nearby import origin, sentences
from pages.parts.nearby.origin import ChosenOrigin
from pages.widgets.card import Choose
from pages.widgets.markdown import plain
from pages.widgets.panel import draw_idea_card

SHOWN = 5
"""How many of a list stand on the page; the map page shows all of them."""
SHOWN_ALIKE = 2
SHOWN_MISSING = 6


def draw_lists(chosen: ChosenOrigin, found: Surroundings, choose: Choose) -> None:
    """Draw the four lists and what is missing; ``choose`` gets the id of a pressed example."""
    place = plain(chosen.municipality)
    own = _("I {municipality}").format(municipality=place)
    _draw_section(own, "innehall", found.own, "own", choose, [chosen.origin.municipality_code])
    beside = [each.municipality_code for each in found.neighbours]
    by_water = any(each.by_water for each in found.neighbours)
    title = _("Närmast över vattnet") if by_water else _("I grannkommunerna")
    _draw_section(title, "grannar", found.beside, "beside", choose, beside)
    st.header(_("Närmast"), anchor="narmast")
    if not chosen.origin.lonlat:
        st.caption(_("Avstånden räknas från kommungränsen."))
    _draw_idea_cards(found.nearest, "nearest", choose)
    _draw_alike(place, found.alike, choose)
    _draw_missing(place, found, choose)


def _draw_section(
    title: str,
    anchor: str,
    near: Sequence[NearbyIdea],
    where: str,
    choose: Choose,
    codes: list[str],
) -> None:
    st.header(title, anchor=anchor)
    if not near:
        st.markdown(_("Inga exempel här än. Det närmaste står längre ner."))
        return
    _draw_idea_cards(near[:SHOWN], where, choose)
    if len(near) > SHOWN:
        label = ngettext("Visa alla {n} på kartan", "Visa alla {n} på kartan", len(near))
        known = labels("municipality", language())
        st.page_link(
            "explore.py",
            label=label,
            icon=":material/map:",
            query_params={"municipality": [known[code] for code in codes]},
        )


def _draw_idea_cards(near: Sequence[NearbyIdea], where: str, choose: Choose) -> None:
    for each in near:
        metres = each.distance_m if each.direction else None
        draw_idea_card(each.idea, choose, where, metres, each.direction)


def _draw_alike(place: str, alike: Sequence[SimilarWithIdeas], choose: Choose) -> None:
    st.header(_("I kommuner som liknar {municipality}").format(municipality=place), anchor="liknar")
    for like in alike:
        code = like.similar.municipality.code
        with st.container(key=f"like-{code}", gap=None):
            name = plain(like.similar.municipality.name)
            st.button(
                f"**{name}**",
                key=f"alike-{code}",
                type="tertiary",
                icon=":material/near_me:",
                on_click=origin.take_municipality,
                args=(code,),
            )
            st.caption(_upper(sentences.reasons(like.similar)))
            _draw_idea_cards(like.near[:SHOWN_ALIKE], f"like-{code}", choose)
            _draw_rest(len(like.near))


def _draw_rest(count: int) -> None:
    if count == 0:
        st.caption(_("Inga exempel på kartan än."))
    elif count > SHOWN_ALIKE:
        st.caption(ngettext("{n} till på kartan", "{n} till på kartan", count - SHOWN_ALIKE))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _draw_missing(place: str, found: Surroundings, choose: Choose) -> None:
    st.header(_("Det här saknas här"), anchor="saknas")
    if not found.service_gaps:
        said = _("Inget av det som liknande kommuner har på kartan saknas kring {municipality}.")
        st.markdown(said.format(municipality=place))
        return
    said = _(
        "Service som kommuner som liknar {municipality} har exempel på, men inte {municipality} "
        "eller grannarna. Den kan ändå finnas: kartan visar bara det som är insamlat."
    )
    st.caption(said.format(municipality=place))
    for missing in found.service_gaps[:SHOWN_MISSING]:
        _draw_service(missing, found, choose)
    if rest := found.service_gaps[SHOWN_MISSING:]:
        more = ", ".join(SERVICES[each.service].label(language()) for each in rest)
        st.markdown(_("Också: {services}").format(services=more))


def _draw_service(missing: ServiceGap, found: Surroundings, choose: Choose) -> None:
    term = SERVICES[missing.service]
    with st.container(key=f"lack-{missing.service}", gap=None):
        st.subheader(f":material/{term.icon}: {term.label(language())}", anchor=False)
        st.caption(sentences.having(missing, found))
        for idea in missing.ideas[:1]:
            draw_idea_card(idea, choose, f"lack-{missing.service}")


def draw_jumps(found: Surroundings) -> None:
    """Draw links to each list, with how many stand in it."""
    alike = len({near.idea.id for like in found.alike for near in like.near})
    jumps = {
        "innehall": (_("Kommunen"), len(found.own)),
        "grannar": (_("Grannar"), len(found.beside)),
        "narmast": (_("Närmast"), len(found.nearest)),
        "liknar": (_("Liknande kommuner"), alike),
        "saknas": (_("Saknas"), len(found.service_gaps)),
    }
    links = (f"[{text} {number(count)}](#{anchor})" for anchor, (text, count) in jumps.items())
    with st.container(key="jumps"):
        st.markdown(" · ".join(links))


def draw_status(found: Surroundings | None, all_of_them: int) -> None:
    """Say how many examples there are, in a line that screen readers read out when it changes."""
    everything = ngettext("{n} exempel på kartan", "{n} exempel på kartan", all_of_them)
    st.html(f'<p role="status">{sentences.within(found) if found else everything}</p>')


def draw_welcome() -> None:
    """Say what will stand here, before anyone has chosen."""
    st.header(_("Det här får du se"), anchor="innehall")
    shown = (
        _("exempel i din kommun, hos grannarna och de närmaste, med avstånd och riktning"),
        _("vad kommuner som liknar din har gjort"),
        _("vilken service de har exempel på men inte ni"),
    )
    st.markdown("\n".join(f"- {line}" for line in shown))
