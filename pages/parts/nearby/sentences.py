"""Sentences of the page Nära mig: the summary, and why municipalities are similar.

All functions return Markdown with people's text escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from geodata.collection.vocabulary import SERVICES
from geodata.geography import municipalities
from geodata.proximity.service_gaps import ServiceGap
from geodata.proximity.similar_municipalities import Reason, SimilarMunicipality
from geodata.proximity.surroundings import RINGS_KM, Surroundings
from pages.common.i18n import _, language, listed, ngettext, number
from pages.parts.nearby.origin import NamedOrigin
from pages.widgets.example_text import distance_text
from pages.widgets.markdown import plain

MAX_NAMED = 6
"""How many neighbours are named; more are only counted."""


def municipality_names(codes: Iterable[str]) -> str:
    """Return the names of municipalities joined as in a sentence: ``Malå, Norsjö och Sorsele``."""
    all_municipalities = municipalities.municipalities()
    return listed(plain(all_municipalities[code].name) for code in codes)


def _example_count(count: int) -> str:
    return f"**{ngettext('{n} exempel', '{n} exempel', count)}**" if count else _("inga exempel")


def summary(place: NamedOrigin, surroundings: Surroundings, *, is_filtered: bool = False) -> str:
    """Return the page's content in a few sentences; a filter may hide what there is."""
    sentences = (
        _own(place, surroundings, is_filtered=is_filtered),
        _beside(surroundings),
        _nearest(place, surroundings),
        _similar(place, surroundings),
        _service_gaps(place, surroundings),
    )
    return " ".join(filter(None, sentences))


def _own(place: NamedOrigin, surroundings: Surroundings, *, is_filtered: bool) -> str:
    name = plain(place.municipality)
    if not surroundings.own and is_filtered:
        return _("Inget exempel i {municipality} passar ditt filter.").format(municipality=name)
    if not surroundings.own:
        return _("{municipality} har inget exempel på kartan än.").format(municipality=name)
    count = _example_count(len(surroundings.own))
    return _("{municipality} har {examples}.").format(municipality=name, examples=count)


def _beside(surroundings: Surroundings) -> str:
    codes = [neighbour.municipality_code for neighbour in surroundings.neighbours]
    if any(neighbour.by_water for neighbour in surroundings.neighbours):
        sentence = _("Närmast över vattnet ligger {names}, med {examples}.")
    elif len(codes) > MAX_NAMED:
        sentence = _("De {n} grannkommunerna har {examples}.")
    elif len(codes) > 1:
        sentence = _("Grannkommunerna {names} har {examples}.")
    else:
        sentence = _("Grannkommunen {names} har {examples}.")
    count = _example_count(len(surroundings.beside))
    return sentence.format(names=municipality_names(codes), n=number(len(codes)), examples=count)


def _nearest(place: NamedOrigin, surroundings: Surroundings) -> str:
    own = set() if place.origin.lonlat else {nearby.idea.id for nearby in surroundings.own}
    first = next((nearby for nearby in surroundings.nearest if nearby.idea.id not in own), None)
    if first is None:
        return ""
    sentence = _("Närmast utanför kommunen är ”{title}”, {away} ({municipality}).")
    if place.origin.lonlat:
        sentence = _("Närmast är ”{title}”, {away} ({municipality}).")
    return sentence.format(
        title=plain(first.idea.text("title", language())),
        away=distance_text(first.distance_m, first.direction),
        municipality=plain(first.idea.municipality),
    )


def _similar(place: NamedOrigin, surroundings: Surroundings) -> str:
    most_similar = municipality_names(
        entry.similar.municipality.code for entry in surroundings.alike[:3]
    )
    count = len({nearby.idea.id for entry in surroundings.alike for nearby in entry.near})
    sentence = _("Mest lika {municipality} är {names}; de {n} som liknar mest har {examples}.")
    return sentence.format(
        municipality=plain(place.municipality),
        names=most_similar,
        n=number(len(surroundings.alike)),
        examples=_example_count(count),
    )


def _service_gaps(place: NamedOrigin, surroundings: Surroundings) -> str:
    if not surroundings.service_gaps:
        return ""
    services = [
        SERVICES[gap.service].label(language()).lower() for gap in surroundings.service_gaps[:2]
    ]
    pair = _("{one} samt {other}").format(one=services[0], other=services[-1])
    sentence = _("Där finns till exempel {services}, som saknas kring {municipality}.")
    service_list = pair if len(services) == 2 else services[0]
    return sentence.format(services=service_list, municipality=plain(place.municipality))


def welcome() -> str:
    """Return an instruction for choosing a place."""
    return _("Välj din kommun, skriv en ort, klicka på kartan eller använd din position.")


def counts_within_rings(surroundings: Surroundings) -> str:
    """Return, as HTML, the number of examples within each of the map's rings."""
    near, further, far = (f"<b>{number(surroundings.within[km])}</b>" for km in RINGS_KM)
    sentence = _("{near} exempel inom 25 km, {further} inom 50 km, {far} inom 100 km")
    return sentence.format(near=near, further=further, far=far)


def similarity(similar: SimilarMunicipality) -> str:
    """Return why a municipality is similar: ``samma kommungrupp, 4 100 invånare mot …``."""
    return ", ".join(_reason(reason) for reason in similar.reasons)


def _reason(reason: Reason) -> str:
    if reason.kind == "same_group":
        return _("samma kommungrupp")
    if reason.kind == "same_letter":
        return _("liknande kommungrupp")
    sentence = _("{theirs} invånare mot dina {yours}")
    if reason.kind == "density":
        sentence = _("{theirs} invånare per km² mot dina {yours}")
    return sentence.format(
        theirs=_significant(reason.theirs or 0), yours=_significant(reason.yours or 0)
    )


def _significant(value: float) -> str:
    """Return a number with about two significant figures, one decimal below 10."""
    if value < 10:
        return number(round(value, 1))
    return number(round(value, -2 if value >= 1000 else 0))


def municipalities_with(gap: ServiceGap, surroundings: Surroundings) -> str:
    """Return which of the similar municipalities have the missing service."""
    sentence = _("{n} av {all} som liknar har ett exempel: {names}")
    return sentence.format(
        n=number(len(gap.municipality_codes)),
        all=number(len(surroundings.alike)),
        names=municipality_names(gap.municipality_codes),
    )
