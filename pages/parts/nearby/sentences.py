"""What "Nära mig" says in words: the sentences on top, and why municipalities are alike.

Everything that comes back is Markdown, with people's text escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from geodata.collection.vocabulary import SERVICES
from geodata.geography import municipalities
from geodata.proximity.service_gaps import ServiceGap
from geodata.proximity.similar_municipalities import Reason, SimilarMunicipality
from geodata.proximity.surroundings import RINGS_KM, Surroundings
from pages.common.i18n import _, language, listed, ngettext, number
from pages.parts.nearby.origin import ChosenOrigin
from pages.widgets.example_text import distance_text
from pages.widgets.markdown import plain

MOST_NAMED = 6
"""How many neighbours are named; more are only counted."""


def names(codes: Iterable[str]) -> str:
    """Return the names of municipalities as a list in words: ``Malå, Norsjö och Sorsele``."""
    known = municipalities.municipalities()
    return listed(plain(known[code].name) for code in codes)


def _examples(count: int) -> str:
    return f"**{ngettext('{n} exempel', '{n} exempel', count)}**" if count else _("inga exempel")


def summary(chosen: ChosenOrigin, found: Surroundings) -> str:
    """Return in a few sentences all that the page shows."""
    sentences = (
        _own(chosen, found),
        _beside(found),
        _nearest(chosen, found),
        _alike(chosen, found),
        _lacking(chosen, found),
    )
    return " ".join(filter(None, sentences))


def _own(chosen: ChosenOrigin, found: Surroundings) -> str:
    name = plain(chosen.municipality)
    if not found.own:
        return _("{municipality} har inget exempel på kartan än.").format(municipality=name)
    count = _examples(len(found.own))
    return _("{municipality} har {examples}.").format(municipality=name, examples=count)


def _beside(found: Surroundings) -> str:
    codes = [each.municipality_code for each in found.neighbours]
    if any(each.by_water for each in found.neighbours):
        said = _("Närmast över vattnet ligger {names}, med {examples}.")
    elif len(codes) > MOST_NAMED:
        said = _("De {n} grannkommunerna har {examples}.")
    elif len(codes) > 1:
        said = _("Grannkommunerna {names} har {examples}.")
    else:
        said = _("Grannkommunen {names} har {examples}.")
    count = _examples(len(found.beside))
    return said.format(names=names(codes), n=number(len(codes)), examples=count)


def _nearest(chosen: ChosenOrigin, found: Surroundings) -> str:
    inside = set() if chosen.origin.lonlat else {near.idea.id for near in found.own}
    first = next((near for near in found.nearest if near.idea.id not in inside), None)
    if first is None:
        return ""
    said = _("Närmast utanför kommunen är ”{title}”, {away} ({municipality}).")
    if chosen.origin.lonlat:
        said = _("Närmast är ”{title}”, {away} ({municipality}).")
    return said.format(
        title=plain(first.idea.text("title", language())),
        away=distance_text(first.distance_m, first.direction),
        municipality=plain(first.idea.municipality),
    )


def _alike(chosen: ChosenOrigin, found: Surroundings) -> str:
    most = names(like.similar.municipality.code for like in found.alike[:3])
    count = len({near.idea.id for like in found.alike for near in like.near})
    said = _("Mest lika {municipality} är {names}; de {n} som liknar mest har {examples}.")
    return said.format(
        municipality=plain(chosen.municipality),
        names=most,
        n=number(len(found.alike)),
        examples=_examples(count),
    )


def _lacking(chosen: ChosenOrigin, found: Surroundings) -> str:
    if not found.service_gaps:
        return ""
    services = [SERVICES[each.service].label(language()).lower() for each in found.service_gaps[:2]]
    both = _("{one} samt {other}").format(one=services[0], other=services[-1])
    said = _("Där finns till exempel {services}, som saknas kring {municipality}.")
    names = both if len(services) == 2 else services[0]
    return said.format(services=names, municipality=plain(chosen.municipality))


def welcome() -> str:
    """Return what to do first."""
    return _("Välj din kommun, skriv en ort, klicka på kartan eller använd din position.")


def within(found: Surroundings) -> str:
    """Return, as HTML, how many examples there are inside each of the map's rings."""
    near, further, far = (f"<b>{number(found.within[km])}</b>" for km in RINGS_KM)
    said = _("{near} exempel inom 25 km, {further} inom 50 km, {far} inom 100 km")
    return said.format(near=near, further=further, far=far)


def reasons(similar: SimilarMunicipality) -> str:
    """Return why a municipality is like yours: ``samma kommungrupp, 4 100 invånare mot …``."""
    return ", ".join(_reason(reason) for reason in similar.reasons)


def _reason(reason: Reason) -> str:
    if reason.kind == "same_group":
        return _("samma kommungrupp")
    if reason.kind == "same_letter":
        return _("liknande kommungrupp")
    said = _("{theirs} invånare mot dina {yours}")
    if reason.kind == "density":
        said = _("{theirs} invånare per km² mot dina {yours}")
    return said.format(theirs=_rounded(reason.theirs or 0), yours=_rounded(reason.yours or 0))


def _rounded(value: float) -> str:
    """Two figures are enough to compare by, and small numbers keep a decimal."""
    if value < 10:
        return number(round(value, 1))
    return number(round(value, -2 if value >= 1000 else 0))


def having(missing: ServiceGap, found: Surroundings) -> str:
    """Return which of the similar municipalities have what is missing."""
    said = _("{n} av {all} som liknar har ett exempel: {names}")
    return said.format(
        n=number(len(missing.municipality_codes)),
        all=number(len(found.alike)),
        names=names(missing.municipality_codes),
    )
