"""The guides: reading, checking, citing, and which guide is about an example."""

import pytest

from geodata.collection.geojson import read
from geodata.guides.guide import CITATION, SECTIONS, Guide, cite, parse_guide
from geodata.guides.guides import collect_guides, read_guides
from geodata.guides.support import support_forms
from tests.server import ROOT

IDEAS = read(ROOT / "ideas.geojson").by_id
GUIDES = read_guides(frozenset(IDEAS))
FIRST = sorted(IDEAS)[:5]


def written(body: str = "", **changes: object) -> str:
    facts = {
        "id": "mack",
        "order": 1,
        "title": "Mack",
        "title_en": "Fuel",
        "summary": "Kort.",
        "summary_en": "Short.",
        "services": ["fuel"],
        "examples": FIRST,
        "sources": [{"key": 1, "title": "En källa", "url": "https://example.org/a", "date": 2019}],
    } | changes
    sections = "\n".join(f"## {title}\nText [1]." for title in SECTIONS)
    lines = "\n".join(f"{name}: {value!r}" for name, value in facts.items())
    return f"---\n{lines}\n---\n{body or sections}\n"


def one(text: str) -> Guide:
    guide = parse_guide(text, "mack.md")
    assert isinstance(guide, Guide), guide
    return guide


def test_all_twelve_can_be_read():
    assert GUIDES.problems == ()
    assert [guide.order for guide in GUIDES.guides] == list(range(1, 13))


@pytest.mark.parametrize("guide", GUIDES.guides, ids=lambda guide: guide.id)
def test_every_figure_has_a_source_and_every_source_is_used(guide: Guide):
    cited = {int(key) for key in CITATION.findall(guide.body)}
    assert cited == set(guide.source_by_key)
    for section in guide.sections:
        if section.title == "Läs mer":
            continue
        for line in section.body.splitlines():
            text = line.lstrip("-0123456789. ")
            if any(sign.isdigit() for sign in CITATION.sub("", text)):
                assert CITATION.search(line), line


@pytest.mark.parametrize("guide", GUIDES.guides, ids=lambda guide: guide.id)
def test_every_guide_has_examples_and_support_that_exist(guide: Guide):
    assert len(guide.examples) >= 5
    assert set(guide.examples) <= IDEAS.keys()
    assert set(guide.support) <= support_forms().keys()


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("## I korthet\nText", "rad 1", "---"),
        ("---\nid: [1\n---\n## I korthet\n", "rad", "YAML"),
        ("---\nbara text\n---\n## I korthet\n", "rad 2", "namn: värde"),
        (written(title=""), "mack", ""),
        (written("## I korthet\nText [7]."), "mack", "avsnittet saknas"),
        (written().replace("Text [1].", "Text [7].", 1), "rad", "källan 7"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, place: str, what: str):
    problems = parse_guide(text, "mack.md")
    assert isinstance(problems, list)
    assert problems[0].file == "mack.md"
    assert problems[0].feature.startswith(place)
    assert any(what in problem.what for problem in problems)


def test_a_faulty_guide_is_left_out_and_the_rest_shows():
    texts = [("a.md", written()), ("b.md", written(id="b", examples=[*FIRST, "finns-inte"]))]
    guides = collect_guides(texts, IDEAS.keys())
    assert [guide.id for guide in guides.guides] == ["mack"]
    assert "finns-inte" in guides.problems[0].what


def test_an_old_source_is_marked_with_its_year_and_a_new_one_is_not():
    guide = one(written())
    assert "1, 2019" in cite("Text [1].", guide, 2026, "odaterad")
    assert "2019" not in cite("Text [1].", guide, 2021, "odaterad")
    undated = one(written(sources=[{"key": 1, "title": "K", "url": "https://example.org/a"}]))
    assert "odaterad" in cite("Text [1].", undated, 2026, "odaterad")


def test_an_example_leads_to_the_guides_that_name_it():
    guide = GUIDES.by_id["mack-i-byn"]
    assert GUIDES.about(IDEAS[guide.examples[0]])[0].id == "mack-i-byn"
    assert guide in GUIDES.for_services(["fuel"])
    assert GUIDES.for_services([]) == ()
