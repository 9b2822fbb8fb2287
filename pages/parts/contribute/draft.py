"""The draft of an example: its fields, what is incomplete in them, and conversion to a feature.

It lives in the visitor's session, also while other pages are shown. Widgets have the keys
``bidra-NAME`` by the names of :class:`Draft`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import shapely
import streamlit as st
from shapely.geometry import shape

from geodata.collection.copying import (
    COPYING,
    renumbered,
    split_citations,
    with_citations,
)
from geodata.collection.form_row import to_feature, to_row, with_extras
from geodata.collection.idea import AccuracyKey, KindKey, ServiceKey, StatusKey
from geodata.geography import boundaries
from geodata.geography.gazetteer import Gazetteer
from geodata.swedish_time import today
from pages.common.i18n import _
from pages.widgets.pictures import fields

STATEMENT = "Uppgift från den som lämnade in exemplet"
"""Title of the sender's own source: content, not interface, and so not translated."""
MAX_LESSONS, MAX_LESSON, MAX_CONTACT = 20, 300, 200


@dataclass(frozen=True, slots=True)
class Spot:
    """Position of an example (WGS84 degrees), its accuracy, and the name of the place."""

    lon: float
    lat: float
    accuracy: AccuracyKey
    place: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The form's values; ``base`` is the corrected version, a GeoJSON feature, if any.

    ``pictures`` is as :mod:`pages.widgets.pictures.fields` keeps them.
    """

    title: str = ""
    kind: KindKey | None = None
    services: tuple[ServiceKey, ...] = ()
    summary: str = ""
    lessons: str = ""
    status: StatusKey | None = None
    link: str = ""
    cost: str = ""
    funding: str = ""
    legal_form: str = ""
    people: str = ""
    setup_time: str = ""
    pictures: str = ""
    spot: Spot | None = None
    place: str = ""
    municipality: str | None = None
    name: str = ""
    email: str = ""
    consent: bool = False
    base: Mapping[str, Any] | None = None

    @property
    def municipality_code(self) -> str | None:
        """Code of the chosen municipality, else of the one that the spot lies in."""
        if self.municipality or self.spot is None:
            return self.municipality
        return boundaries.locate(self.spot.lon, self.spot.lat).municipality_code

    @property
    def web_address(self) -> str:
        """The link, with ``https://`` before one that is written as on paper: ``www.byn.se``."""
        link = self.link.strip()
        return f"https://{link}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", link) else link

    @property
    def lesson_list(self) -> list[str]:
        """The lessons, one from each line, without bullets."""
        lines = (re.sub(r"^[-*•\s]+", "", line).strip() for line in self.lessons.splitlines())
        return [line for line in lines if line]


def current_draft() -> Draft:
    """Return the session's draft."""
    values = {
        field.name: st.session_state.get(f"bidra-{field.name}")
        for field in dataclasses.fields(Draft)
    }
    filled = {name: value for name, value in values.items() if value is not None}
    filled["services"] = tuple(filled.get("services", ()))
    return Draft(**filled)


def put_draft(draft: Draft) -> None:
    """Replace the session's draft; an empty one clears the form."""
    for name in (field.name for field in dataclasses.fields(Draft)):
        value = getattr(draft, name)
        st.session_state[f"bidra-{name}"] = list(value) if name == "services" else value


def incomplete(draft: Draft) -> dict[str, dict[str, str]]:
    """Return the incomplete or wrong fields of each step, with a sentence on the remedy."""
    return {
        "what": _incomplete_what(draft),
        "where": _incomplete_where(draft),
        "who": {} if draft.base else _incomplete_who(draft),
    }


def _incomplete_what(draft: Draft) -> dict[str, str]:
    problems = {}
    if not draft.title.strip():
        problems["title"] = _("Skriv vad exemplet heter.")
    if not draft.kind:
        problems["kind"] = _("Välj det slag som passar bäst.")
    if not draft.summary.strip():
        problems["summary"] = _("Skriv en eller två meningar om vad det är.")
    if len(draft.lesson_list) > MAX_LESSONS or any(len(x) > MAX_LESSON for x in draft.lesson_list):
        problems["lessons"] = _("Högst 20 rader med 300 tecken på varje får plats. Korta texten.")
    if draft.web_address and not _is_address(draft.web_address):
        problems["link"] = _(
            "Länken ska börja med http:// eller https://. Rätta den, eller ta bort."
        )
    if problem := fields.problem(draft.pictures):
        problems["pictures"] = problem
    return problems


def _incomplete_where(draft: Draft) -> dict[str, str]:
    problems = {}
    if draft.spot is None:
        problems["spot"] = _("Klicka på kartan, sök en ort eller välj kommun.")
    elif not draft.place.strip():
        problems["place"] = _("Skriv vad orten eller trakten heter.")
    return problems


def _incomplete_who(draft: Draft) -> dict[str, str]:
    problems = {}
    if not 0 < len(draft.name.strip()) <= MAX_CONTACT:
        problems["name"] = _("Skriv ditt namn, så att redaktionen vet vem den talar med.")
    email = draft.email.strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email) or len(email) > MAX_CONTACT:
        problems["email"] = _("Skriv en e-postadress som redaktionen kan svara på.")
    if not draft.consent:
        problems["consent"] = _("Kryssa i rutan: utan den får vi inte spara uppgifterna.")
    return problems


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    typed = re.fullmatch(r"https?://[^\s<>\"]+", text) is not None
    return typed and bool(parts.hostname)


def draft_to_feature(draft: Draft, gazetteer: Gazetteer) -> dict[str, Any]:
    """Return a complete draft as a GeoJSON feature, WGS84, by the editors' form's own converter.

    A correction keeps the properties that the form does not ask for, such as an editor's stops.
    """
    # Whatever the converter finds wrong, the model reports with its property when it is stored.
    feature, _problems = to_feature(_values(draft), gazetteer)
    if draft.base:
        feature["properties"] = with_extras(dict(draft.base), feature["properties"])
    pictures = fields.to_properties(draft.pictures)
    return {**feature, "properties": {**feature["properties"], "pictures": pictures}}


def _values(draft: Draft) -> dict[str, Any]:
    """Return the values of a draft by the names of ``form_row.FIELDS``, with its geometry."""
    values: dict[str, Any] = dict(to_row(dict(draft.base))) if draft.base else {}
    if draft.base:
        # As lists, because any character may stand in their texts.
        values |= {name: draft.base["properties"].get(name) for name in ("stops", "lessons_en")}
    values |= {
        "title": draft.title,
        "kind": draft.kind,
        "services": list(draft.services),
        "summary": draft.summary,
        "lessons": draft.lesson_list,
        "sources": _sources(draft),
        "place": draft.place,
        "municipality": draft.municipality_code,
        "accuracy": draft.spot.accuracy if draft.spot else None,
        "geometry": _geometry(draft),
        "lat": None,
        "lon": None,
    }
    values |= _facts(draft, values["sources"])
    if draft.status:
        values |= {"status": draft.status, "status_as_of": today().isoformat()}
    return values


def _facts(draft: Draft, sources: Sequence[Mapping[str, Any]]) -> dict[str, str | None]:
    """Return the facts to copy it by; what the sender has written has the sender's word as source.

    ``sources`` are those of the new version, the sender's word the last of them.
    """
    properties = draft.base["properties"] if draft.base else {}
    facts: dict[str, str | None] = {}
    for name in COPYING:
        text, before = getattr(draft, name).strip(), str(properties.get(name) or "")
        if text and text == split_citations(before)[0]:
            facts[name] = renumbered(before, properties["sources"], sources)
        else:
            facts[name] = with_citations(text, [len(sources)]) if text else None
    return facts


def _geometry(draft: Draft) -> dict[str, Any] | None:
    if draft.base and draft.spot == _spot(draft.base):
        return dict(draft.base["geometry"])
    spot = draft.spot
    return {"type": "Point", "coordinates": [spot.lon, spot.lat]} if spot else None


def _sources(draft: Draft) -> list[dict[str, Any]]:
    """Return the link, the corrected version's other sources, and the sender's word of today."""
    earlier = draft.base["properties"]["sources"] if draft.base else []
    link = draft.web_address
    linked = [source for source in earlier if source.get("url")][:1]
    others = [s for s in earlier if s not in linked and s["title"] != STATEMENT]
    if not (linked and linked[0]["url"] == link):
        linked = [{"url": link}] if link else []
    return [*linked, *others, {"title": STATEMENT, "date": today().isoformat()}]


def _spot(feature: Mapping[str, Any]) -> Spot:
    """Return where a feature is: its first point."""
    lon, lat = shapely.get_coordinates(shape(feature["geometry"]))[0]
    properties = feature["properties"]
    accuracy = properties.get("place_accuracy", "locality")
    return Spot(float(lon), float(lat), accuracy, properties["place"])


def feature_to_draft(feature: Mapping[str, Any]) -> Draft:
    """Return the draft that corrects a version, a GeoJSON feature of the model."""
    row = to_row(dict(feature))
    facts: dict[str, Any] = {name: split_citations(row[name])[0] for name in COPYING}
    links = [source["url"] for source in feature["properties"]["sources"] if source.get("url")]
    return Draft(
        title=row["title"],
        kind=row["kind"],
        services=tuple(feature["properties"].get("services", ())),
        summary=row["summary"],
        lessons=row["lessons"],
        status=row["status"] or None,
        link=links[0] if links else "",
        **facts,
        pictures=fields.properties_to_text(feature["properties"].get("pictures")),
        spot=_spot(feature),
        place=row["place"],
        municipality=row["municipality"],
        base=feature,
    )
