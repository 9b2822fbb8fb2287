"""The guides of the collection, checked against the examples.

Those in ``data/guides``, with the editors' versions in the database in place of, or after, them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from geodata.collection.geojson import Problem
from geodata.collection.idea import Idea
from geodata.errors import Message
from geodata.guides.guide import Guide, parse_guide, validate_guide, with_line
from geodata.guides.support import support_forms

FOLDER = Path(__file__).parents[1] / "data" / "guides"
DATABASE = Message("redaktionens ändring")
"""What messages call the origin of a guide that an editor has written."""

Edits = Mapping[str, Mapping[str, Any]]
"""The facts of the editors' guides by id."""


@dataclass(frozen=True)
class Guides:
    """The guides that could be read, in their order, and what was wrong with the rest."""

    guides: tuple[Guide, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @cached_property
    def by_id(self) -> dict[str, Guide]:
        """The guides by their id."""
        return {guide.id: guide for guide in self.guides}

    def about(self, idea: Idea, limit: int = 3) -> tuple[Guide, ...]:
        """Return the guides about an example: those that name it, then those of its services.

        Where there are none, those of its kind.

        Parameters
        ----------
        idea
            The example.
        limit
            How many to return at most.
        """

        def rank(guide: Guide) -> tuple[bool, int, bool]:
            shared = len(set(guide.services) & set(idea.services))
            return (idea.id in guide.examples, shared, idea.kind in guide.kinds)

        ranked = sorted(self.guides, key=rank, reverse=True)
        best = [guide for guide in ranked if rank(guide)[:2] > (False, 0)]
        return tuple(best or (guide for guide in ranked if idea.kind in guide.kinds))[:limit]

    def for_services(self, services: Collection[str]) -> tuple[Guide, ...]:
        """Return the guides about any of the services, in their order."""
        return tuple(guide for guide in self.guides if not set(services).isdisjoint(guide.services))


def collect_guides(
    texts: Mapping[str, str],
    idea_ids: Collection[str],
    edits: Edits | None = None,
    withdrawn: Set[str] = frozenset(),
) -> Guides:
    """Return the guides in files and edits; a faulty one is left out and reported.

    Parameters
    ----------
    texts
        The texts of the files by file name.
    idea_ids
        The ids of the published examples: a guide may name no other.
    edits
        The editors' guides, each of which replaces the file's guide of its id.
    withdrawn
        The ids of examples that editors have taken from the map: they leave the guides silently.
    """
    edits = edits or {}
    guides: dict[str, Guide] = {}
    problems: list[Problem] = []
    files = [(file, text, parse_guide(text, file)) for file, text in texts.items()]
    seeds = [row for row in files if isinstance(row[2], list) or row[2].id not in edits]
    edited = [(DATABASE, "", validate_guide(facts, DATABASE)) for facts in edits.values()]
    for file, text, guide in (*seeds, *edited):
        faults = _faults(guide, file, {*idea_ids, *withdrawn}, guides)
        problems += [with_line(problem, text) for problem in faults]
        if isinstance(guide, Guide) and not faults:
            guides[guide.id] = _without(guide, withdrawn)
    in_order = sorted(guides.values(), key=lambda guide: (guide.order, guide.id))
    return Guides(tuple(in_order), tuple(problems))


def _without(guide: Guide, idea_ids: Set[str]) -> Guide:
    examples = tuple(key for key in guide.examples if key not in idea_ids)
    return guide if examples == guide.examples else guide.model_copy(update={"examples": examples})


def _faults(
    guide: Guide | list[Problem],
    file: str,
    idea_ids: Collection[str],
    others: Collection[str] = (),
) -> list[Problem]:
    if isinstance(guide, list):
        return guide
    if guide.id in others:
        how = Message("Ge guiden ett eget id")
        return [Problem(file, guide.id, "id", Message("id:t finns i en annan fil"), how)]
    return list(check_references(guide, file, idea_ids))


def check_references(guide: Guide, file: str, idea_ids: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each example and form of support that does not exist.

    ``file`` is where the guide stands, in messages.
    """
    how = Message("Ta bort det eller rätta id:t")
    for at, idea_id in enumerate(guide.examples):
        if idea_id not in idea_ids:
            what = Message("exemplet {id} finns inte på kartan", id=idea_id)
            yield Problem(file, guide.id, f"examples.{at}", what, how)
    for at, form_id in enumerate(guide.support):
        if form_id not in support_forms():
            what = Message("stödet {id} finns inte i support.csv", id=form_id)
            yield Problem(file, guide.id, f"support.{at}", what, how)


def guide_files(folder: Path = FOLDER) -> dict[str, str]:
    """Return the texts of a folder's guides by file name; what is not UTF-8 is replaced."""
    paths = sorted(folder.glob("*.md"))
    return {path.name: path.read_text(encoding="utf-8-sig", errors="replace") for path in paths}


def seed_ids() -> frozenset[str]:
    """Return the ids of the guides that come along."""
    guides = (parse_guide(text, file) for file, text in guide_files().items())
    return frozenset(guide.id for guide in guides if isinstance(guide, Guide))


def read_guides(
    idea_ids: Collection[str], edits: Edits | None = None, withdrawn: Set[str] = frozenset()
) -> Guides:
    """Read the guides of ``data/guides`` and check them, and the editors', against the examples.

    The parameters are those of :func:`collect_guides`.
    """
    return collect_guides(guide_files(), idea_ids, edits, withdrawn)
