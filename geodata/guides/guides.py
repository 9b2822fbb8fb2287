"""The guides of the collection: those in ``data/guides``, checked against the examples."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from geodata.collection.geojson import Problem
from geodata.collection.idea import Idea
from geodata.guides.guide import Guide, parse_guide
from geodata.guides.support import support_forms

FOLDER = Path(__file__).parents[1] / "data" / "guides"


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
        return tuple(guide for guide in ranked if rank(guide)[:2] > (False, 0))[:limit]

    def for_services(self, services: Collection[str]) -> tuple[Guide, ...]:
        """Return the guides about any of the services, in their order."""
        return tuple(guide for guide in self.guides if not set(services).isdisjoint(guide.services))


def collect_guides(texts: Iterable[tuple[str, str]], idea_ids: Collection[str]) -> Guides:
    """Return the guides in ``(file name, text)`` pairs; a faulty one is left out and reported.

    Parameters
    ----------
    texts
        File names, for messages, and the texts of the files.
    idea_ids
        The ids of the published examples: a guide may name no other.
    """
    guides: list[Guide] = []
    problems: list[Problem] = []
    for file, text in texts:
        guide = parse_guide(text, file)
        faults = (
            guide if isinstance(guide, list) else list(_check_references(guide, file, idea_ids))
        )
        problems += faults
        if isinstance(guide, Guide) and not faults:
            guides.append(guide)
    return Guides(tuple(sorted(guides, key=lambda guide: guide.order)), tuple(problems))


def _check_references(guide: Guide, file: str, idea_ids: Collection[str]) -> Iterable[Problem]:
    for idea_id in guide.examples:
        if idea_id not in idea_ids:
            what = f"exemplet {idea_id} finns inte på kartan"
            yield Problem(file, guide.id, "examples", what, "Ta bort det eller rätta id:t")
    for form_id in guide.support:
        if form_id not in support_forms():
            what = f"stödet {form_id} finns inte i support.csv"
            yield Problem(file, guide.id, "support", what, "Ta bort det eller rätta id:t")


@lru_cache(maxsize=4)
def read_guides(idea_ids: frozenset[str], folder: Path = FOLDER) -> Guides:
    """Read and check the guides of a folder; cached for each set of published examples."""
    paths = sorted(folder.glob("*.md"))
    texts = ((path.name, path.read_text(encoding="utf-8-sig")) for path in paths)
    return collect_guides(texts, idea_ids)
