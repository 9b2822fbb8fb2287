"""Counties compared: one beside those most like it, and what they have that it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from geodata.bank import Snapshot
from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS, SERVICES
from geodata.proximity.similar_counties import (
    County,
    CountyGap,
    CountyReason,
    SimilarCounty,
    county_facts,
    county_gaps,
    similar_counties,
)
from pages.common.i18n import _, language, listed, number
from pages.common.links import labels, language_query, params, query
from pages.common.site_map import OVERVIEW
from pages.parts.overview import bar_table, sentences
from pages.parts.overview.bar_table import Links, Row
from pages.widgets.markdown import plain

PER = 100_000
"""Inhabitants that a rate is given for."""
MAX_GAPS = 8
MAX_EXAMPLES = 4
"""How many examples of a missing service are linked to."""


def draw_counties(snapshot: Snapshot, filter: Filter) -> None:
    """Draw the comparison of the county of a filter, or the choice of one."""
    if len(filter.county) != 1:
        _draw_choice(filter)
        return
    everywhere = replace(filter, county=(), municipality=())
    ideas = snapshot.search_index.select(everywhere)
    similar = similar_counties(filter.county[0])
    _draw_table(filter.county[0], similar, ideas, everywhere)
    _draw_reasons(similar)
    codes = [alike.county.code for alike in similar]
    _draw_gaps(filter.county[0], county_gaps(ideas, filter.county[0], codes))


def _draw_choice(filter: Filter) -> None:
    st.markdown(_("Välj ett län för att se det bredvid dem som liknar det mest."))
    bar_table.draw_lists(
        [Links(_("Län"), "", tuple((c.name, _of_county(c.code, filter)) for c in _by_name()))]
    )


def _by_name() -> list[County]:
    return sorted(county_facts().values(), key=lambda county: county.name)


def _of_county(code: str, filter: Filter) -> str:
    """Return the address of this page for a county, with the rest of the filter."""
    only = replace(filter, county=(code,), municipality=())
    return f"./{OVERVIEW.path}?{urlencode(params(only, language()), doseq=True)}#lan"


def _draw_table(
    own: str, similar: Sequence[SimilarCounty], ideas: Sequence[Idea], filter: Filter
) -> None:
    kinds = [kind.label(language()) for kind in KINDS.values()]
    heads = (_("Län"), _("Exempel"), _("Per 100 000 invånare"), _("Kommuner med exempel"), *kinds)
    codes = [own, *(alike.county.code for alike in similar)]
    rows = [_row(code, ideas, replace(filter, county=(code,))) for code in codes]
    bar_table.draw_table(_("Län som liknar varandra"), heads, rows)


def _row(code: str, ideas: Sequence[Idea], filter: Filter) -> Row:
    county = county_facts()[code]
    own = [idea for idea in ideas if idea.county_code == code]
    kinds = Counter(idea.kind for idea in own)
    rate = sentences.rate_text(len(own) * PER / county.population)
    places = number(len({idea.municipality_code for idea in own}))
    more = (rate, places, *(number(kinds[kind]) for kind in KINDS))
    address = f"./{query(filter, language())}"
    return Row(county.name, len(own), number(len(own)), address, more)


def _draw_reasons(similar: Sequence[SimilarCounty]) -> None:
    lines = (
        f"- **{plain(alike.county.name)}:** {', '.join(map(_reason, alike.reasons))}"
        for alike in similar
    )
    st.markdown("\n".join(lines))


def _reason(reason: CountyReason) -> str:
    """Return why a county is similar: ``277 000 invånare mot dina 248 000``."""
    if reason.kind == "rural":
        sentence = _("{theirs} bor i mindre städer och landsbygdskommuner, mot dina {yours}")
        return sentence.format(
            theirs=sentences.percentage(reason.theirs, 1),
            yours=sentences.percentage(reason.yours, 1),
        )
    sentence = _("{theirs} invånare mot dina {yours}")
    if reason.kind == "density":
        sentence = _("{theirs} invånare per km² mot dina {yours}")
    return sentence.format(theirs=_rounded(reason.theirs), yours=_rounded(reason.yours))


def _rounded(value: float) -> str:
    return number(round(value, -3 if value >= 10_000 else 0 if value >= 10 else 1))


def _draw_gaps(own: str, gaps: Sequence[CountyGap]) -> None:
    name = county_facts()[own].name
    st.subheader(_("Det här har de men inte {county}").format(county=name), anchor=False)
    if not gaps:
        st.markdown(_("Inget av det som liknande län har på kartan saknas."))
        return
    st.caption(_("Det kan ändå finnas: kartan visar bara det som är insamlat."))
    bar_table.draw_lists(
        Links(SERVICES[gap.service].label(language()), _counties(gap), _examples(gap))
        for gap in gaps[:MAX_GAPS]
    )
    if others := gaps[MAX_GAPS:]:
        services = ", ".join(SERVICES[gap.service].label(language()) for gap in others)
        st.markdown(_("Också: {services}").format(services=services))


def _counties(gap: CountyGap) -> str:
    names = labels("county", language())
    return listed(names[code] for code in gap.county_codes)


def _examples(gap: CountyGap) -> tuple[tuple[str, str], ...]:
    lang = language_query(language())
    return tuple(
        (idea.text("title", language()), f"./exempel/{idea.id}{lang}")
        for idea in gap.ideas[:MAX_EXAMPLES]
    )
