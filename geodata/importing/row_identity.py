"""Identity of imported rows: which example, if any, a row is about.

An id counts within its own source only, as every list counts from 1: an example keeps the ids that
its sources have for it in ``external_ids``. Otherwise title, place, municipality, distance and
source are weighed together (:func:`weigh`). A match is the ``same`` example, or ``unsure``: a
question for the editor, never a reason to overwrite.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from rapidfuzz import fuzz, process
from shapely import transform
from shapely.geometry import shape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.collection.idea import Idea
from geodata.database.models import Revision, Submission
from geodata.errors import Message
from geodata.text import caseless

Feature = dict[str, Any]
Certainty = Literal["same", "unsure"]

ALIKE, SOMEWHAT_ALIKE = 85, 60
"""Likeness of two titles, 0 to 100: from which a row may be the same, and, with an equal id, is."""
SPOT_M, NEAR_M, FAR_M = 300, 3_000, 25_000
"""Distances in metres: one spot, one village, another village."""
MAX_NAMESAKES = 100
"""Earlier rows of one title and place that a row is compared with."""
M_PER_DEGREE = 111_195
"""Metres of a degree of latitude, on a sphere."""
UNSURE_FROM, SAME_FROM = 3, 6
"""Sums of :func:`weigh` from which a match is unsure, and the same."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Identifying facts of a row, as far as it has them.

    Attributes
    ----------
    feature
        The row as :func:`geodata.collection.form_row.to_feature` reads it, valid or not.
    row_id
        Its id, "" if it has none.
    own
        Whether the table says that it comes from this collection.
    has_position, has_place, has_source
        Whether the row itself gives coordinates, any place, and a source.
    publisher
        Code of whoever gives out the table, "" if it does not say.
    """

    feature: Feature
    row_id: str = ""
    own: bool = False
    has_position: bool = False
    has_place: bool = False
    has_source: bool = False
    publisher: str = ""

    @property
    def external_id(self) -> str:
        """The id with its source, "" without an id or if the id is this collection's own."""
        sources = self.feature["properties"].get("sources") or [{}]
        source = self.publisher or sources[0].get("title", "")
        return f"{source}#{self.row_id}"[:300] if self.row_id and source and not self.own else ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Comparison of a row with an example; None where the row does not say.

    ``likeness`` is that of the titles, 0 to 100, and ``metres`` the distance.
    """

    likeness: float | None
    equal_titles: bool
    place: bool | None
    municipality: bool | None
    metres: float | None
    source: bool | None

    @property
    def is_alike(self) -> bool:
        """Whether the titles do not speak against it."""
        return self.likeness is None or self.likeness >= SOMEWHAT_ALIKE

    @property
    def is_elsewhere(self) -> bool:
        """Whether the municipality is another, or the distance great."""
        return self.municipality is False or (self.metres or 0) > FAR_M

    def reasons(self) -> Iterator[Message]:
        """Yield the reasons for and against, for the editor."""
        if self.likeness is not None:
            equal, alike = Message("samma rubrik"), Message("liknande rubrik")
            yield (
                equal if self.equal_titles else alike if self.is_alike else Message("annan rubrik")
            )
        if self.place is not None:
            yield Message("samma ort") if self.place else Message("annan ort")
        if self.municipality is False:
            yield Message("annan kommun")
        if self.metres is not None and self.metres > SPOT_M:
            yield Message("{km} km ifrån", km=f"{self.metres / 1000:.1f}".replace(".", ","))
        if self.source is not None:
            yield Message("samma källa") if self.source else Message("andra källor")


@dataclass(frozen=True, slots=True)
class Match:
    """Example that a row is, or may be, about, with the reasons."""

    idea_id: str
    certainty: Certainty
    reasons: tuple[Message, ...] = ()


def weigh(evidence: Evidence) -> Certainty | None:
    """Return how sure it is that a row without a common id is about an example.

    Only with equal titles, no other place, at most ``NEAR_M`` between them and a common source is
    it the same.
    """
    if not evidence.equal_titles and (evidence.likeness or 0) < ALIKE:
        return None
    total = 4 if evidence.equal_titles else 2
    total += {None: 0, True: 1, False: -1}[evidence.place]
    total += {None: 0, True: 2, False: -1}[evidence.source]
    total += -3 if evidence.municipality is False else 0
    total += _nearness(evidence.metres)
    facts = (evidence.equal_titles, evidence.place, evidence.municipality, evidence.source)
    certain = False not in facts and (evidence.metres or 0) <= NEAR_M
    if certain and total >= SAME_FROM:
        return "same"
    return "unsure" if total >= UNSURE_FROM else None


def _nearness(metres: float | None) -> int:
    if metres is None:
        return 0
    steps = ((SPOT_M, 2), (NEAR_M, 1), (10_000, -1), (50_000, -2))
    return next((points for limit, points in steps if metres <= limit), -4)


def weigh_id(evidence: Evidence, claim: Claim, *, scoped: bool) -> Certainty | None:
    """Return how sure it is that a row is about the example of its id.

    ``scoped`` says that the id is known to be the same source's. Lists count from 1 whoever makes
    them, so such an id needs a title that is alike.
    """
    if not claim.has_place and not claim.has_source:
        # A row of an id and what is to change can only mean that example.
        return "same"
    here = not evidence.is_elsewhere
    if is_word(claim.row_id):
        near = (evidence.metres or 0) <= NEAR_M
        trusted = scoped or evidence.source is not False
        sure = (here and (near or trusted)) or (trusted and evidence.is_alike)
    else:
        sure = here and evidence.is_alike and (scoped or evidence.source is not False)
    if sure:
        return "same"
    return "unsure" if scoped or here or evidence.is_alike or evidence.source else None


def is_word(row_id: str) -> bool:
    """Return whether an id is made of words, as this collection's are, and not counted.

    Examples
    --------
    >>> [is_word(row_id) for row_id in ("motala-bokbuss", "17", "a-17")]
    [True, False, False]
    """
    return re.search(r"[^\W\d_]{3}", row_id) is not None


@dataclass
class RowIdentities:
    """The examples that rows may be about, and the rows assigned so far.

    ``features`` has the current feature of each example by id: the public one, else the latest
    in the store. ``withdrawn`` has those of withdrawn examples, which no row may change, and
    ``refused`` those of examples that were refused or taken back.
    """

    features: Mapping[str, Feature]
    withdrawn: Mapping[str, Feature]
    refused: Mapping[str, Feature] = field(default_factory=dict)
    _row_numbers: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, list[tuple[int, Claim]]] = field(default_factory=lambda: defaultdict(list))

    def match(self, claim: Claim) -> Match | None:
        """Return the example that a row is or may be about, None if it is a new one."""
        if match := self._match_by_id(claim):
            return match
        matches = [
            Match(idea_id, certainty, tuple(evidence.reasons()))
            for idea_id in self._candidates(claim)
            if (evidence := compare(claim, self.examples[idea_id]))
            and (certainty := weigh(evidence))
        ]
        matches.sort(key=lambda match: match.certainty == "unsure")
        return next(iter(matches), None)

    def _match_by_id(self, claim: Claim) -> Match | None:
        scoped = self._by_external_id.get(_id_key(claim.external_id), "")
        idea_id = scoped or claim.row_id
        if idea_id not in self.examples:
            return None
        evidence = compare(claim, self.examples[idea_id])
        certainty = weigh_id(evidence, claim, scoped=claim.own or bool(scoped))
        if certainty == "same" and not claim.own and self._has_namesake(claim, idea_id):
            certainty = "unsure"
        reasons = (Message("samma id"), *evidence.reasons())
        return Match(idea_id, certainty, reasons) if certainty else None

    def _has_namesake(self, claim: Claim, idea_id: str) -> bool:
        """Return whether another example of the municipality has the title, and this one has not.

        A list that is sorted anew counts its rows anew.
        """
        title, code = _title(claim.feature), claim.feature["properties"].get("municipality_code")
        others = self._ids_by_title.get(title, ())
        return idea_id not in others and any(
            self.examples[other]["properties"]["municipality_code"] == code for other in others
        )

    def _candidates(self, claim: Claim) -> Iterator[str]:
        """Yield the examples with an equal title or, in the municipality, one that is alike."""
        title = _title(claim.feature)
        code = claim.feature["properties"].get("municipality_code", "")
        equal = self._ids_by_title.get(title, ())
        near = () if equal else self._alike(title, code)
        source = caseless(claim.external_id).rpartition("#")[0]
        for idea_id in (*equal, *near):
            ids = map(caseless, self.examples[idea_id]["properties"].get("external_ids", ()))
            # The same source has another id for it.
            if not (source and any(other.rpartition("#")[0] == source for other in ids)):
                yield idea_id

    def _alike(self, title: str, municipality_code: str) -> Iterator[str]:
        titles = self._titles_by_municipality.get(municipality_code, {})
        hits = process.extract(
            title, titles, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=5
        )
        # Butik 1 is not Butik 2.
        return (str(key) for text, _, key in hits if _numbers(text) == _numbers(title))

    def earlier_row(self, claim: Claim) -> tuple[int, Certainty] | None:
        """Return the number of an earlier row that is, or may be, about the same new example."""
        for number, other in self._rows[_name(claim.feature)][:MAX_NAMESAKES]:
            if claim.row_id and other.row_id:
                if claim.row_id == other.row_id:
                    return number, "same"
                continue
            evidence = compare(claim, other.feature, has_position=other.has_position)
            if certainty := weigh(evidence):
                return number, certainty
        return None

    def conflict(self, idea_id: str) -> tuple[str, str] | None:
        """Return why no row may be assigned to an example, and the remedy; None if one may."""
        if idea_id in self._row_numbers:
            return duplicate(self._row_numbers[idea_id])
        if idea_id in self.withdrawn:
            return Message("exemplet är tillbakadraget"), Message("Återställ det först")
        return None

    def assign(self, idea_id: str, row_number: int) -> None:
        """Record the row of an example."""
        self._row_numbers[idea_id] = row_number

    def remember(self, claim: Claim, row_number: int) -> None:
        """Record a row that adds an example, for :meth:`earlier_row`."""
        self._rows[_name(claim.feature)].append((row_number, claim))

    def is_free(self, idea_id: str, claim: Claim) -> bool:
        """Return whether a new example may have an id.

        That of a refused example may be used again only for the same one.
        """
        if idea_id in self.features or idea_id in self.withdrawn or idea_id in self._row_numbers:
            return False
        refused = self.refused.get(idea_id)
        return refused is None or weigh(compare(claim, refused)) == "same"

    def action(self, idea: Idea) -> Literal["add", "change", "same"]:
        """Return the effect of importing an example on the collection."""
        before = self.features.get(idea.id)
        if before is None:
            return "add"
        return "same" if _content(before) == _content(idea.to_feature()) else "change"

    @cached_property
    def examples(self) -> dict[str, Feature]:
        """Every example that a row may be about, withdrawn ones too."""
        return {**self.withdrawn, **self.features}

    @cached_property
    def _by_external_id(self) -> dict[str, str]:
        return {
            _id_key(external_id): idea_id
            for idea_id, feature in self.examples.items()
            for external_id in feature["properties"].get("external_ids", ())
        }

    @cached_property
    def _ids_by_title(self) -> dict[str, list[str]]:
        ids: dict[str, list[str]] = defaultdict(list)
        for idea_id, feature in self.examples.items():
            ids[_title(feature)].append(idea_id)
        return ids

    @cached_property
    def _titles_by_municipality(self) -> dict[str, dict[str, str]]:
        titles: dict[str, dict[str, str]] = defaultdict(dict)
        for idea_id, feature in self.examples.items():
            titles[feature["properties"]["municipality_code"]][idea_id] = _title(feature)
        return titles


def duplicate(row_number: int) -> tuple[str, str]:
    """Return why a row is refused that is about the same example as an earlier one."""
    what = Message("samma exempel står på rad {row}", row=row_number)
    return what, Message("Ta bort den ena raden")


def compare(claim: Claim, feature: Feature, *, has_position: bool = True) -> Evidence:
    """Return the evidence for and against a row being about an example's feature."""
    row, example = claim.feature["properties"], feature["properties"]
    titles = _title(claim.feature), _title(feature)
    return Evidence(
        likeness=fuzz.token_sort_ratio(*titles) if titles[0] else None,
        equal_titles=titles[0] == titles[1],
        place=_equal(row.get("place"), example.get("place")) if claim.has_place else None,
        municipality=_equal(row.get("municipality_code"), example.get("municipality_code")),
        metres=_metres(claim.feature, feature) if claim.has_position and has_position else None,
        source=not _sources(row).isdisjoint(_sources(example)) if _sources(row) else None,
    )


def _id_key(external_id: str) -> str:
    """Return an id with its source, for comparison: A1 is not a1, whatever the source's case."""
    source, mark, row_id = external_id.rpartition("#")
    return caseless(source) + mark + row_id


def _equal(text: str | None, other: str | None) -> bool | None:
    return caseless(text) == caseless(other) if text and other else None


def _title(feature: Feature) -> str:
    """Return the caseless words of a title, for comparison."""
    return " ".join(re.findall(r"\w+", caseless(feature["properties"].get("title", ""))))


def _name(feature: Feature) -> str:
    """Return title and place, for comparison."""
    return f"{_title(feature)}|{caseless(feature['properties'].get('place', ''))}"


def _numbers(title: str) -> list[str]:
    return sorted(re.findall(r"\d+", title))


def _sources(properties: Mapping[str, Any]) -> set[str]:
    """Return the titles and addresses of the sources, caseless."""
    sources = properties.get("sources", ())
    return {
        caseless(str(source[part]))
        for source in sources
        for part in ("title", "url")
        if source.get(part)
    }


def _metres(feature: Feature, other: Feature) -> float | None:
    """Return the distance between two WGS84 geometries in metres, None if one is broken.

    On a cylinder that is true at the example: within a percent up to 50 km, and faster than to
    project both.
    """
    try:
        one, two = shape(feature["geometry"]), shape(other["geometry"])
        scale = M_PER_DEGREE * np.array([math.cos(math.radians(two.centroid.y)), 1.0])
        metres = float(transform(one, scale.__mul__).distance(transform(two, scale.__mul__)))
    # Shapely raises nearly anything for coordinates that are no numbers.
    except Exception:
        return None
    return metres if math.isfinite(metres) else None


def _content(feature: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what is not empty to compare, without the dates of writing."""
    dates = ("updated", "confirmed")
    empty: tuple[Any, ...] = (None, "", [], ())
    properties = {
        name: value
        for name, value in feature["properties"].items()
        if name not in dates and value not in empty
    }
    return properties, feature["geometry"]


# Loading


def load_identities(bank: Bank) -> tuple[RowIdentities, dict[str, int]]:
    """Return the identities of a bank's examples and :func:`latest_numbers`."""
    in_file = bank.file_collection().by_id
    with bank.store.read() as session:
        features = _latest_features(session, "waiting", "returned", "published")
        refused = _latest_features(session, "refused")
        query = select(Submission.idea_id).where(Submission.state == "withdrawn")
        ids = set(session.scalars(query))
        # An example of the file may have no version in the store.
        withdrawn = {idea_id: in_file[idea_id].to_feature() for idea_id in ids & in_file.keys()}
        withdrawn |= _latest_features(session, "withdrawn")
        numbers = latest_numbers(session)
    features |= {idea.id: idea.to_feature() for idea in bank.current().collection.ideas}
    return RowIdentities(features, withdrawn, refused), numbers


def _latest_features(session: Session, *states: str) -> dict[str, Feature]:
    query = select(Submission.idea_id, Revision.feature).join(Revision.submission)
    rows = session.execute(query.where(Submission.state.in_(states)).order_by(Revision.number))
    return {row.idea_id: row.feature for row in rows}


def latest_numbers(session: Session) -> dict[str, int]:
    """Return the latest version's number of every submission by idea id, 0 without versions."""
    query = select(Submission.idea_id, func.max(Revision.number)).outerjoin(Submission.revisions)
    rows = session.execute(query.group_by(Submission.idea_id)).all()
    return {idea_id: number or 0 for idea_id, number in rows}
