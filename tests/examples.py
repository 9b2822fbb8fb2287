"""Examples as they may come, and all that must be told of each: complete, minimal and hostile."""

from dataclasses import dataclass

from geodata.collection.copying import COPYING
from geodata.collection.geojson import collect
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import SERVICES
from tests.factory import Feature, feature

TRICK = "<b onclick='hacked=1'>&amp; {{7*7}} ${a} *x* [y](http://z.example)"
BY_BOAT = {
    "kind": "on_wheels",
    "geometry": {"type": "MultiPoint", "coordinates": [[19.45, 65.87], [19.9, 65.9]]},
}
COMPLETE = feature(
    "komplett",
    title="Båten med allt",
    description="Om **båten** och [mer](https://example.org/mer).",
    lessons=["Börja i tid", "Fråga alla"],
    services=["groceries", "parcels", "library", "wifi"],
    operator="Byalaget",
    cost="120 000 kr om året [1]",
    funding="Stöd från kommunen [1][2]",
    legal_form="Ekonomisk förening [2]",
    people="En på halvtid [2]",
    setup_time="Två år [1]",
    started=2011,
    status_as_of="2026-05",
    confirmed="2026-10-02",
    stops=[{"name": "Norra bryggan", "schedule": "måndagar 9"}, {"name": "Södra bryggan"}],
    sources=[
        {"title": "Kommunens sida", "url": "https://example.org/sida?a=1&b=2", "date": "2025-03"},
        {"title": "Uppgift från den som lämnade in exemplet", "date": "2026-01-02"},
    ],
    **BY_BOAT,
)
MINIMAL = feature("minimal", services=[], sources=[{"title": "Uppgift från byalaget"}])
HOSTILE = feature(
    "elak",
    title=f"t{TRICK}",
    summary=f"s{TRICK}",
    description=f"d{TRICK}",
    lessons=[f"l{TRICK}"],
    place=f"p{TRICK}",
    operator=f"o{TRICK}",
    cost=f"c{TRICK} [1]",
    stops=[{"name": f"n{TRICK}", "schedule": f"w{TRICK}"}, {"name": "Mitten"}],
    sources=[
        {"title": f"u{TRICK}", "url": "https://example.org/?a='1"},
        {"title": f"v{TRICK}"},
    ],
    **BY_BOAT,
)
FEATURES: list[Feature] = [COMPLETE, MINIMAL, HOSTILE]
IDEAS: dict[str, Idea] = dict(collect(FEATURES, "").by_id)


@dataclass(frozen=True, slots=True)
class Expected:
    """Texts that a renderer must show of an example in Swedish, and the links among its sources."""

    services: tuple[str, ...]
    lessons: tuple[str, ...]
    stops: tuple[str, ...]
    facts: tuple[str, ...]
    copying: tuple[str, ...]
    sources: tuple[str, ...]
    addresses: dict[str, str]

    def texts(self, *parts: str) -> list[str]:
        """Return the texts of some of the parts, one after another."""
        return [text for part in parts for text in getattr(self, part)]


def _copying(idea: Idea) -> list[str]:
    """Return the headings and texts of the facts to copy an example by."""
    texts = {term.sv: getattr(idea, name) for name, term in COPYING.items()}
    facts = [(heading, text.rpartition(" [")[0]) for heading, text in texts.items() if text]
    return [part for fact in facts for part in fact]


def expected(idea: Idea) -> Expected:
    """Return what every renderer must show of an example, taken from the example itself."""
    started = [str(idea.started)] if idea.started else []
    return Expected(
        services=tuple(SERVICES[key].sv for key in idea.services),
        lessons=idea.lessons,
        stops=tuple(text for stop in idea.stops for text in (stop.name, stop.schedule) if text),
        facts=(*([idea.operator] if idea.operator else []), *started, "Igång"),
        copying=tuple(_copying(idea)),
        sources=tuple(source.title for source in idea.sources),
        addresses={source.title: source.url for source in idea.sources if source.url},
    )
