"""The guides: reading, checking, citing, editing, and which guide is about an example."""

import json
from pathlib import Path

import pytest

from geodata.bank import Bank
from geodata.database.audit_log import entries
from geodata.database.store import Store
from geodata.guides.guide import CITATION, SECTIONS, Guide, cite, parse_guide
from geodata.guides.guides import collect_guides, read_guides
from geodata.guides.revisions import history, remove_guide, save_guide
from geodata.guides.support import FILE, parse_support, support_forms, support_table
from geodata.moderation.review import withdraw_by_editor
from tests.factory import feature
from tests.shipped import SHIPPED

IDEAS = SHIPPED.by_id
GUIDES = read_guides(IDEAS.keys())
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
        ("---\nid: mack\ndate: 2019-13-45\n---\n## I korthet\n", "uppgifterna", "YAML"),
        (written(title=""), "rad 4", "tomt"),
        (written(kinds=["magisk"]), "rad 11", "känt värde"),
        (written("## I korthet\nText [7]."), "mack", "avsnittet Så börjar ni saknas"),
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
    texts = {
        "a.md": written(),
        "b.md": written(id="b", examples=[*FIRST, "finns-inte"]),
        "c.md": written(title="En till"),
    }
    guides = collect_guides(texts, IDEAS.keys())
    assert [(guide.id, guide.title) for guide in guides.guides] == [("mack", "Mack")]
    example, name = map(str, guides.problems)
    assert example.startswith("b.md, rad 9, examples.5: exemplet finns-inte finns inte")
    assert name.startswith("c.md, rad 2, id: id:t finns i en annan fil")


def test_the_table_of_support_is_whole_and_a_faulty_row_is_named():
    assert support_table().problems == ()
    head, first, *_ = FILE.read_text(encoding="utf-8").splitlines()
    broken = parse_support(f"{head}\n{first}\n{first}\nx,Namn,,,,,ftp://a,T,,\n", "support.csv")
    assert list(broken.forms) == [first.split(",")[0]]
    assert {(problem.feature, problem.property) for problem in broken.problems} == {
        ("rad 3", "id"),
        *(("rad 4", name) for name in ("who_decides", "what_for", "source_url")),
    }
    assert parse_support("id,namn\n", "support.csv").problems[0].what.startswith("kolumnen")


@pytest.fixture
def bank(tmp_path: Path, store: Store) -> Bank:
    """A bank of the examples that the guide of these tests names, and one more."""
    path = tmp_path / "ideas.geojson"
    features = [IDEAS[key].to_feature() for key in FIRST] + [feature("mack")]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return Bank(path, store)


def test_an_editors_version_is_shown_and_can_be_taken_back(bank: Bank, store: Store):
    before = bank.current()
    assert before.search_index
    assert before.guides.guides == ()
    save_guide(store, one(written()), "Ada")
    save_guide(store, one(written(title="Macken")), "Kim")
    assert [guide.title for guide in bank.current().guides.guides] == ["Macken"]
    assert bank.current().search_index is before.search_index
    remove_guide(store, "mack", "Ada")
    assert bank.current().guides.guides == ()
    rows = [(row.number, row.state, row.author) for row in history(store, "mack")]
    assert rows == [(3, "removed", "Ada"), (2, "published", "Kim"), (1, "published", "Ada")]
    assert [entry.action for entry in entries(store)] == ["remove_guide", *["save_guide"] * 2]


def test_an_editors_version_replaces_the_one_that_comes_along():
    guide = GUIDES.by_id["mack-i-byn"]
    edit = guide.model_dump(mode="json") | {"title": "Ny rubrik"}
    guides = read_guides(IDEAS.keys(), {guide.id: edit})
    assert guides.by_id[guide.id].title == "Ny rubrik"
    assert len(guides.guides) == len(GUIDES.guides)
    broken = read_guides(IDEAS.keys(), {guide.id: edit | {"sources": []}})
    assert str(broken.problems[0]).startswith("redaktionens ändring, mack-i-byn, sources")


def test_a_withdrawn_example_leaves_its_guides_but_does_not_hide_them(bank: Bank, store: Store):
    save_guide(store, one(written()), "Ada")
    withdraw_by_editor(bank, FIRST[0], "", "Ada")
    assert bank.current().guides.by_id["mack"].examples == tuple(FIRST[1:])


def test_an_old_source_is_marked_with_its_year_and_a_new_one_is_not():
    guide = one(written())
    assert "1,\u00a02019" in cite("Text [1].", guide, 2026, "odaterad")
    assert "2019" not in cite("Text [1].", guide, 2021, "odaterad")
    undated = one(written(sources=[{"key": 1, "title": "K", "url": "https://example.org/a"}]))
    assert "odaterad" in cite("Text [1].", undated, 2026, "odaterad")


def test_an_example_leads_to_the_guides_that_name_it():
    guide = GUIDES.by_id["mack-i-byn"]
    assert GUIDES.about(IDEAS[guide.examples[0]])[0].id == "mack-i-byn"
    assert guide in GUIDES.for_services(["fuel"])
    assert GUIDES.for_services([]) == ()


def test_an_example_without_services_of_a_guide_leads_to_those_of_its_kind():
    dialogue = IDEAS[FIRST[0]].model_copy(update={"id": "x", "kind": "case", "services": ()})
    assert GUIDES.about(dialogue)
    assert all("case" in guide.kinds for guide in GUIDES.about(dialogue))
