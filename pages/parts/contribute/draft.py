"""The draft of an example: what has been written so far, what is missing, and the feature it makes.

It lives in the visitor's own session and outlasts a way through other pages. Widgets are keyed
``bidra-NAME`` by the names of :class:`Draft`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from geodata.collection.idea import AccuracyKey, KindKey, ServiceKey, StatusKey
from geodata.database.models import now
from geodata.geography import boundaries, municipalities
from pages.common.i18n import _

STATEMENT = "Uppgift från den som lämnade in exemplet"
"""The source of what has no other: it is content, not interface, and so not translated."""
MAX_LESSONS, MAX_LESSON, MAX_CONTACT = 20, 300, 200


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an example is, WGS84 lon/lat: how exactly, and what the place is called."""

    lon: float
    lat: float
    accuracy: AccuracyKey
    place: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been filled in. ``base`` is the version that is being corrected, if any is."""

    title: str = ""
    kind: KindKey | None = None
    services: tuple[ServiceKey, ...] = ()
    summary: str = ""
    lessons: str = ""
    status: StatusKey | None = None
    link: str = ""
    spot: Spot | None = None
    place: str = ""
    municipality: str | None = None
    name: str = ""
    email: str = ""
    consent: bool = False
    base: Mapping[str, Any] | None = None

    @property
    def municipality_code(self) -> str | None:
        """The municipality that was chosen, else the one that the spot lies in."""
        if self.municipality or self.spot is None:
            return self.municipality
        return boundaries.locate(self.spot.lon, self.spot.lat).municipality_code

    @property
    def lesson_list(self) -> list[str]:
        """The lessons, one a line as they were typed, without any marks before them."""
        lines = (re.sub(r"^[-*•\s]+", "", line).strip() for line in self.lessons.splitlines())
        return [line for line in lines if line]


def current() -> Draft:
    """Return the draft of this session."""
    known = {each.name: st.session_state.get(f"bidra-{each.name}") for each in fields(Draft)}
    filled = {name: value for name, value in known.items() if value is not None}
    filled["services"] = tuple(filled.get("services", ()))
    return Draft(**filled)


def put(draft: Draft) -> None:
    """Make a draft the session's; an empty one forgets everything."""
    for each in fields(Draft):
        value = getattr(draft, each.name)
        st.session_state[f"bidra-{each.name}"] = list(value) if each.name == "services" else value


def missing(draft: Draft) -> dict[str, dict[str, str]]:
    """Return what is missing or wrong: step to field to a sentence that says how to mend it."""
    return {
        "what": _missing_what(draft),
        "where": _missing_where(draft),
        "who": {} if draft.base else _missing_who(draft),
    }


def _missing_what(draft: Draft) -> dict[str, str]:
    found = {}
    if not draft.title.strip():
        found["title"] = _("Skriv vad exemplet heter.")
    if not draft.kind:
        found["kind"] = _("Välj det slag som passar bäst.")
    if not draft.summary.strip():
        found["summary"] = _("Skriv en eller två meningar om vad det är.")
    if len(draft.lesson_list) > MAX_LESSONS or any(len(x) > MAX_LESSON for x in draft.lesson_list):
        found["lessons"] = _("Högst 20 rader med 300 tecken på varje får plats. Korta texten.")
    if draft.link.strip() and not _is_address(draft.link.strip()):
        found["link"] = _("Länken ska börja med http:// eller https://. Rätta den, eller ta bort.")
    return found


def _missing_where(draft: Draft) -> dict[str, str]:
    found = {}
    if draft.spot is None:
        found["spot"] = _("Klicka på kartan, sök en ort eller välj kommun.")
    elif not draft.place.strip():
        found["place"] = _("Skriv vad orten eller trakten heter.")
    return found


def _missing_who(draft: Draft) -> dict[str, str]:
    found = {}
    if not 0 < len(draft.name.strip()) <= MAX_CONTACT:
        found["name"] = _("Skriv ditt namn, så att redaktionen vet vem den talar med.")
    email = draft.email.strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email) or len(email) > MAX_CONTACT:
        found["email"] = _("Skriv en e-postadress som redaktionen kan svara på.")
    if not draft.consent:
        found["consent"] = _("Kryssa i rutan: utan den får vi inte spara uppgifterna.")
    return found


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    typed = re.fullmatch(r"https?://[^\s<>\"]+", text) is not None
    return typed and bool(parts.hostname)


def feature(draft: Draft) -> dict[str, Any]:
    """Return a whole draft as a GeoJSON feature.

    What a corrected version says beyond the form, such as stops that an editor has added, is kept.
    """
    properties = {**draft.base["properties"]} if draft.base else {}
    properties |= {
        "title": draft.title.strip(),
        "kind": draft.kind,
        "services": list(draft.services),
        "summary": draft.summary.strip(),
        "lessons": draft.lesson_list,
        "sources": _sources(draft, properties.get("sources", [])),
        **_whereabouts(draft),
    }
    if draft.status:
        properties |= {"status": draft.status, "status_as_of": now().date().isoformat()}
    return {"type": "Feature", "geometry": _geometry(draft), "properties": properties}


def _whereabouts(draft: Draft) -> dict[str, Any]:
    code = draft.municipality_code
    known = municipalities.municipalities().get(code or "")
    return {
        "place": draft.place.strip(),
        "place_accuracy": draft.spot.accuracy if draft.spot else None,
        "municipality_code": code,
        "county_code": known.county_code if known else None,
    }


def _geometry(draft: Draft) -> dict[str, Any] | None:
    if draft.spot is None:
        return None
    if draft.base and draft.spot == spot_of(draft.base):
        return dict(draft.base["geometry"])
    return {"type": "Point", "coordinates": [draft.spot.lon, draft.spot.lat]}


def _sources(draft: Draft, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the link, what else was known before, and the sender's own word, dated today."""
    link = draft.link.strip()
    first = [each for each in before if each.get("url")][:1]
    kept = [each for each in before if each not in first and each["title"] != STATEMENT]
    if link and not (first and first[0]["url"] == link):
        first = [{"title": urlsplit(link).hostname, "url": link}]
    own = {"title": STATEMENT, "date": now().date().isoformat()}
    return [*(first if link else []), *kept, own]


def spot_of(feature: Mapping[str, Any]) -> Spot:
    """Return where a feature is; for several points the first."""
    coordinates = feature["geometry"]["coordinates"]
    while isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    properties = feature["properties"]
    accuracy = properties.get("place_accuracy", "locality")
    return Spot(coordinates[0], coordinates[1], accuracy, properties["place"])


def from_feature(feature: Mapping[str, Any]) -> Draft:
    """Return the draft that corrects a version."""
    properties = feature["properties"]
    links = [each["url"] for each in properties["sources"] if each.get("url")]
    return Draft(
        title=properties["title"],
        kind=properties["kind"],
        services=tuple(properties.get("services", ())),
        summary=properties["summary"],
        lessons="\n".join(properties.get("lessons", ())),
        status=properties.get("status"),
        link=links[0] if links else "",
        spot=spot_of(feature),
        place=properties["place"],
        municipality=properties["municipality_code"],
        base=feature,
    )
