r"""A guide "Så gör ni": the model, and reading one from Markdown with YAML front matter.

The body is Markdown in sections (``## I korthet``); ``[5]`` after a sentence refers to the source
with that key. Facts and sources come from the research of 2026-11-26; each source has its address
and, where it is known, its date.

Examples
--------
>>> split_sections("## I korthet\nKort.\n## Se upp med\n- priset")
(Section(title='I korthet', body='Kort.'), Section(title='Se upp med', body='- priset'))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from geodata.collection.geojson import Problem, explain
from geodata.collection.idea import (
    KindKey,
    PartialDate,
    ServiceKey,
    ShortText,
    Slug,
    Summary,
    Text,
    Title,
    WebAddress,
)
from geodata.errors import Message
from geodata.text import clean

SECTIONS = (
    "I korthet",
    "Så börjar ni",
    "Det brukar krävas",
    "Det har gått bra när",
    "Se upp med",
    "Läs mer",
)
"""How the sections that every guide has begin; others may stand between them."""
LEAST_EXAMPLES = 5
OLD_YEARS = 3
"""After how many years a source's figures are marked with its year."""
CITATION = re.compile(r"\[(\d{1,4})\](?!\()")
_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_HEADING = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)


class GuideSource(BaseModel):
    """A numbered source of a guide; ``date`` is the source's own, None if it is undated."""

    model_config = ConfigDict(frozen=True)

    key: Annotated[int, Field(ge=1, le=9999)]
    title: ShortText
    url: WebAddress
    date: PartialDate | None = None

    @field_validator("date", mode="before")
    @classmethod
    def _as_text(cls, date: Any) -> Any:
        # YAML reads 2019 as a number and 2019-05-04 as a date.
        return None if date is None else str(date)

    @property
    def year(self) -> int | None:
        """The year of the source, None if it is undated."""
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a guide: its heading and its Markdown."""

    title: str
    body: str


class Guide(BaseModel):
    """A guide; ``examples`` and ``support`` are ids, ``body`` is Swedish Markdown."""

    model_config = ConfigDict(frozen=True)

    id: Slug
    order: Annotated[int, Field(ge=1, le=999)]
    title: Title
    title_en: Title
    summary: Summary
    summary_en: Annotated[str, Field(min_length=1, max_length=2_000)]
    services: tuple[ServiceKey, ...] = ()
    kinds: tuple[KindKey, ...] = ()
    examples: tuple[Slug, ...] = Field(min_length=LEAST_EXAMPLES, max_length=60)
    support: tuple[Slug, ...] = ()
    sources: tuple[GuideSource, ...] = Field(min_length=1, max_length=200)
    body: Text

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the body, in order."""
        return split_sections(self.body)

    @property
    def source_by_key(self) -> dict[int, GuideSource]:
        """The sources by their number."""
        return {source.key: source for source in self.sources}

    def text(self, name: str, language: str) -> str:
        """Return ``title`` or ``summary`` in ``"sv"`` or ``"en"``."""
        return str(getattr(self, f"{name}_en" if language == "en" else name))


def split_sections(body: str) -> tuple[Section, ...]:
    """Return the sections that begin with ``## ``; text before the first is dropped."""
    parts = _HEADING.split(body)
    return tuple(
        Section(title, text.strip()) for title, text in zip(parts[1::2], parts[2::2], strict=True)
    )


@lru_cache(maxsize=64)
def parse_guide(text: str, file: str) -> Guide | list[Problem]:
    """Return the guide in a Markdown file's text, or what is wrong in it.

    Cached: every published example makes a new set to check against, and reading the YAML of all
    twelve took 0.13 s. The list is shared: do not change it.

    Parameters
    ----------
    text
        UTF-8 text: YAML between two lines ``---``, then Markdown.
    file
        The file's name in messages.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        what = Message("filen börjar inte med uppgifter mellan två rader ---")
        how = Message("Börja filen med ---, uppgifterna och --- igen")
        return [Problem(file, _line(1), "", what, how)]
    try:
        facts = yaml.safe_load(match[1])
    # A date that is not in the calendar is a ValueError.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return [_unreadable(error, file)]
    if not isinstance(facts, dict):
        what = Message("uppgifterna är inte på formen namn: värde")
        return [Problem(file, _line(2), "", what, Message("Skriv en uppgift på varje rad"))]
    body = text[match.end() :].lstrip()
    guide = validate_guide({**facts, "body": body}, file, text[: -len(body) or None].count("\n"))
    return guide if isinstance(guide, Guide) else [with_line(problem, text) for problem in guide]


def _line(number: int) -> Message:
    return Message("rad {number}", number=number)


def _unreadable(error: Exception, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = _line(mark.line + 2) if mark else Message("uppgifterna")
    what = Message("uppgifterna är inte giltig YAML")
    return Problem(file, line, "", what, Message("Sätt citattecken om text och datum"))


def validate_guide(
    facts: Mapping[str, Any], file: str, lines_before: int = 0
) -> Guide | list[Problem]:
    """Return the facts and body of a guide as a guide, or what is wrong in them.

    Parameters
    ----------
    facts
        The fields of :class:`Guide`.
    file
        Where the guide stands, in messages.
    lines_before
        Number of lines before the body, for the line numbers in messages.
    """
    name = str(facts.get("id", ""))[:80]
    try:
        guide = Guide.model_validate(clean(dict(facts)))
    except ValidationError as error:
        return list(explain(error, name, file))
    except ValueError as error:
        return [Problem(file, name, "", str(error), Message("Rätta värdet"))]
    return list(_check_body(guide, file, lines_before)) or guide


def with_line(problem: Problem, text: str) -> Problem:
    """Return a problem with the line of its property in a file's front matter, if it is there."""
    names = problem.property.split(".")
    if names[0] not in Guide.model_fields.keys() - {"body"}:
        return problem
    node = _front_matter_node(text)
    for name in names:
        node = _child(node, name) or node
    if node is None:
        return problem
    return replace(problem, feature=_line(node.start_mark.line + 2))


# The problems of a file come one after another. On a collection of an operator's own every example
# that the guides name is one: 201 readings of the YAML took 5 s of each first visit and publishing.
@lru_cache(maxsize=64)
def _front_matter_node(text: str) -> yaml.Node | None:
    match = _FRONT_MATTER.match(text)
    return yaml.compose(match[1]) if match else None


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """Return the value of a key or the item at an index of a YAML node."""
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == name), None)
    items = node.value if isinstance(node, yaml.SequenceNode) and name.isdecimal() else []
    return items[int(name)] if items and int(name) < len(items) else None


def _check_body(guide: Guide, file: str, lines_before: int) -> Iterator[Problem]:
    titles = [section.title for section in guide.sections]
    for title in SECTIONS:
        if not any(other.startswith(title) for other in titles):
            what = Message("avsnittet {title} saknas", title=title)
            how = Message("Lägg till ## {title}", title=title)
            yield Problem(file, guide.id, "body", what, how)
    for number, line in enumerate(guide.body.splitlines(), start=lines_before + 1):
        unknown = {int(key) for key in CITATION.findall(line)} - guide.source_by_key.keys()
        if unknown:
            keys = ", ".join(map(str, sorted(unknown)))
            what = Message("källan {keys} finns inte bland källorna", keys=keys)
            how = Message("Lägg till källan eller rätta numret")
            yield Problem(file, _line(number), "body", what, how)


def cite(body: str, guide: Guide, this_year: int, undated: str) -> str:
    """Return the body with each ``[5]`` as a Markdown link to its source.

    A source more than ``OLD_YEARS`` old is marked with its year, one without a date with
    ``undated``, so that a reader sees how old a figure is.
    """
    sources = guide.source_by_key

    def link(match: re.Match[str]) -> str:
        source = sources[int(match[1])]
        age = "" if source.year and this_year - source.year <= OLD_YEARS else source.year or undated
        # A no-break space: a citation stays on one line.
        label = f"{source.key},\u00a0{age}" if age else f"{source.key}"
        return f"[\\[{label}\\]]({source.url.replace('(', '%28').replace(')', '%29')})"

    return CITATION.sub(link, body)
