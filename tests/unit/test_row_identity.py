"""Which example a row is about: the same, a new one, or a question."""

from pathlib import Path
from typing import Any

import pytest

from geodata.bank import Bank
from geodata.collection.geojson import dumps
from geodata.database.store import Store
from geodata.importing.file_readers import read_table
from geodata.importing.plan import Plan, guess_columns, make_plan
from geodata.importing.run import run_import
from geodata.moderation import review
from geodata.moderation.submissions import new_id
from tests.factory import collect, feature

HEADINGS = "Id;Namn;Slag;Ort;Kommun;Latitud;Longitud;Sammanfattning;Källa"
ASELE = "Åsele;Åsele;64,16;17,35"


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    """An empty bank."""
    (tmp_path / "ideas.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    return Bank(tmp_path / "ideas.geojson", Store("sqlite://"))


def planned(bank: Bank, *rows: str, headings: str = HEADINGS, **defaults: str) -> Plan:
    table = read_table("byar.csv", "\n".join((headings, *rows)).encode())
    return make_plan(bank, table, guess_columns(table), defaults)


def imported(bank: Bank, *rows: str, **more: Any) -> None:
    run_import(bank, planned(bank, *rows, **more), "Ada", publish=True)


def actions(plan: Plan) -> list[str]:
    return [row.action for row in plan.rows]


def titles(bank: Bank) -> list[str]:
    return [idea.title for idea in bank.current().collection.ideas]


# An id counts within its own source


def test_the_same_counted_id_of_another_source_and_municipality_is_another_example(bank: Bank):
    imported(bank, "1;Lekparken;Fast;Umeå;Umeå;63,82;20,26;Gungor.;Umeå kommun")
    lund = "1;Biblioteket;Fast;Lund;Lund;55,7;13,19;Böcker.;Lunds kommun"
    assert actions(planned(bank, lund)) == ["add"]
    imported(bank, lund)
    assert titles(bank) == ["Lekparken", "Biblioteket"]
    # Read once more, each source's own row 1 is known again.
    assert actions(planned(bank, lund)) == ["same"]


def test_a_counted_id_of_the_same_source_is_known_again_under_a_new_name(bank: Bank):
    imported(bank, f"7;Butiken i byn;Fast;{ASELE};Mat.;Byalaget")
    renamed = f"7;Bybutiken i byn;Fast;{ASELE};Mat.;Byalaget"
    assert actions(planned(bank, renamed)) == ["change"]


def test_a_counted_id_with_quite_another_name_is_a_question(bank: Bank):
    imported(bank, f"1;Lekparken;Fast;{ASELE};Gungor.;Åsele kommun")
    plan = planned(bank, f"1;Biblioteket;Fast;{ASELE};Böcker.;Åsele kommun")
    assert actions(plan) == ["unsure"]
    assert "samma id" in str(plan.rows[0].remarks[0])


def test_a_list_sorted_and_counted_anew_is_a_question(bank: Bank):
    names = ("Butiken i Fredrika", "Butiken i Åsele")
    rows = [f"{{}};{name};Fast;{ASELE};Mat.;Byalaget" for name in names]
    imported(bank, rows[0].format(1), rows[1].format(2))
    assert actions(planned(bank, rows[1].format(1), rows[0].format(2))) == ["unsure", "unsure"]


def test_two_rows_of_a_file_with_ids_of_their_own_are_two(bank: Bank):
    rows = (f"{n};Servicepunkten;Fast;{ASELE};Post.;Kommunen" for n in (1, 2))
    plan = planned(bank, *rows)
    assert actions(plan) == ["add", "add"]
    assert len({row.idea.id for row in plan.rows}) == 2


def test_an_id_that_two_rows_have_is_told_of(bank: Bank):
    plan = planned(bank, f"1;Macken;Fast;{ASELE};A.;Byn", f"1;Badet;Fast;{ASELE};B.;Byn")
    assert actions(plan) == ["add", "add"]
    assert "samma id står på rad 2" in str(plan.rows[1].remarks[0])


def test_large_and_small_letters_tell_two_ids_apart(bank: Bank):
    rows = [f"A1;Macken;Fast;{ASELE};A.;Byn", f"a1;Badet;Fast;{ASELE};B.;Byn"]
    imported(bank, *rows)
    renamed = rows[1].replace("Badet", "Badet i byn")
    assert actions(planned(bank, rows[0], renamed)) == ["same", "change"]


def test_an_id_made_of_words_is_kept_as_the_examples_own(bank: Bank):
    plan = planned(bank, f"bussen-asele;Bussen;Fast;{ASELE};Kommer.;Kommunen")
    assert plan.rows[0].idea.id == "bussen-asele"


@pytest.mark.parametrize("row_id", ["A-17", "Å 3", "17"])
def test_an_id_of_another_form_is_kept_beside_the_example(bank: Bank, row_id: str):
    plan = planned(bank, f"{row_id};Bussen;Fast;{ASELE};Kommer.;Kommunen")
    idea = plan.rows[0].idea
    assert (idea.id, idea.external_ids) == ("bussen-aasele", (f"Kommunen#{row_id}",))


# Without an id, all is weighed together

NO_ID = HEADINGS.removeprefix("Id;")
SHOP = "Servicepunkten;Fast;Åsele;Åsele;64,1600;17,3500;Vid skolan.;Byalaget"


@pytest.mark.parametrize(
    ("row", "action"),
    [
        (SHOP, "same"),
        (SHOP.replace("Vid skolan", "Vid ån"), "change"),
        (SHOP.replace("Servicepunkten", "SERVICEPUNKTEN"), "change"),
        # 15 km away and from another source.
        ("Servicepunkten;Fast;Åsele;Åsele;64,2500;17,6000;Vid campingen.;Företaget", "add"),
        ("Servicepunkten;Fast;Åsele;Åsele;64,2500;17,6000;Vid campingen.;Byalaget", "unsure"),
        (SHOP.replace("Byalaget", "Företaget"), "unsure"),
        (SHOP.replace("Servicepunkten", "Servicepunkterna"), "unsure"),
        (SHOP.replace("Servicepunkten", "Macken"), "add"),
        ("Servicepunkten;Fast;Fredrika;Åsele;64,08;18,40;Vid skolan.;Byalaget", "add"),
        ("Servicepunkten;Fast;Umeå;Umeå;63,82;20,26;Vid skolan.;Byalaget", "add"),
    ],
)
def test_title_place_distance_and_source_are_weighed_together(bank: Bank, row: str, action: str):
    imported(bank, SHOP, headings=NO_ID)
    assert actions(planned(bank, row, headings=NO_ID)) == [action]


def test_the_same_letters_composed_or_not_are_the_same_title(bank: Bank):
    imported(bank, SHOP.replace("Servicepunkten", "A\u030akeriet"), headings=NO_ID)
    plan = planned(bank, SHOP.replace("Servicepunkten", "Åkeriet"), headings=NO_ID)
    assert actions(plan) == ["same"]


def test_two_homonymous_places_are_two(bank: Bank):
    imported(bank, "Bygdegården;Fast;Berg;Linköping;58,49;15,53;Fest.;Bygd", headings=NO_ID)
    imported(bank, "Bygdegården;Fast;Berg;Berg;63,1;14,4;Dans.;Bygd", headings=NO_ID)
    ids = [idea.id for idea in bank.current().collection.ideas]
    assert ids == ["bygdegaarden-berg", "bygdegaarden-berg-2"]


def test_habo_is_not_haabo(bank: Bank):
    imported(bank, "Servicepunkten;Fast;Håbo;0305;59,57;17,53;A.;Kommunen", headings=NO_ID)
    imported(bank, "Servicepunkten;Fast;Habo;0643;57,91;14,07;B.;Kommunen", headings=NO_ID)
    ideas = bank.current().collection.ideas
    assert [(idea.id, idea.summary) for idea in ideas] == [
        ("servicepunkten-haabo", "A."),
        ("servicepunkten-habo", "B."),
    ]


def test_a_long_title_never_cuts_off_the_place(bank: Bank):
    title = "Servicepunkt med post, paket, apoteksombud, bibliotek och medborgarkontor i"
    rows = (
        f"{title};Fast;Fredrika;Åsele;64,08;18,40;A.;Byalaget",
        f"{title};Fast;Åsele;Åsele;64,16;17,35;B.;Kommunen",
    )
    plan = planned(bank, *rows, headings=NO_ID)
    assert actions(plan) == ["add", "add"]
    ends = zip(plan.rows, ("-fredrika", "-aasele"), strict=True)
    assert all(row.idea.id.endswith(end) for row, end in ends)


def test_the_same_long_title_and_place_get_ids_of_their_own():
    idea = collect(feature("x", title="a" * 120)).ideas[0]
    first = new_id(idea, ())
    assert first.endswith("-moskosel")
    assert new_id(idea, (first,)) == f"{first}-2"
    assert len(first) <= 80


def test_a_withdrawn_example_is_not_added_again_under_another_id(bank: Bank):
    imported(bank, SHOP, headings=NO_ID)
    idea_id = bank.current().collection.ideas[0].id
    review.withdraw_by_editor(bank, idea_id, "", "Ada")
    plan = planned(bank, SHOP, headings=NO_ID)
    assert actions(plan) == ["refuse"]
    assert "tillbakadraget" in str(plan.rows[0].remarks[0])


def test_a_row_that_resembles_a_withdrawn_example_may_be_a_new_one_only(bank: Bank):
    imported(bank, SHOP, headings=NO_ID)
    review.withdraw_by_editor(bank, bank.current().collection.ideas[0].id, "", "Ada")
    plan = planned(bank, SHOP.replace("Byalaget", "Företaget"), headings=NO_ID)
    assert actions(plan) == ["unsure"]
    assert actions(plan.decide({2: "same"})) == ["refuse"]
    assert actions(plan.decide({2: "new"})) == ["add"]


# The question


def unsure_plan(bank: Bank) -> Plan:
    imported(bank, SHOP, headings=NO_ID)
    return planned(bank, SHOP.replace("Byalaget", "Företaget"), headings=NO_ID)


def test_an_unsure_row_is_left_out_until_it_is_decided(bank: Bank):
    plan = unsure_plan(bank)
    question = plan.rows[0].question
    assert question is not None
    assert (question.title, question.place) == ("Servicepunkten", "Åsele")
    assert question.reasons == ("samma rubrik", "samma ort", "andra källor")
    report = run_import(bank, plan, "Ada", publish=True)
    assert (report.added, report.changed, titles(bank)) == (0, 0, ["Servicepunkten"])


@pytest.mark.parametrize(("answer", "action", "count"), [("same", "change", 1), ("new", "add", 2)])
def test_the_editors_answer_decides(bank: Bank, answer: Any, action: str, count: int):
    plan = unsure_plan(bank).decide({2: answer})
    assert actions(plan) == [action]
    run_import(bank, plan, "Ada", publish=True)
    assert len(titles(bank)) == count
    sources = [s.title for idea in bank.current().collection.ideas for s in idea.sources]
    assert sorted(sources) == ["Byalaget", "Företaget"]


def test_two_answers_for_one_example_are_not_both_written(bank: Bank):
    imported(bank, SHOP, headings=NO_ID)
    rows = (SHOP.replace("Byalaget", name) for name in ("Företaget", "Kommunen"))
    plan = planned(bank, *rows, headings=NO_ID)
    assert actions(plan) == ["unsure", "unsure"]
    assert actions(plan.decide({2: "same", 3: "same"})) == ["change", "refuse"]
    both = plan.decide({2: "new", 3: "new"})
    assert actions(both) == ["add", "add"]
    assert len({row.idea.id for row in both.rows}) == 2


# What a row cannot tell


BUS = feature(
    "bussen-asele",
    title="Bussen",
    kind="on_wheels",
    geometry={"type": "MultiPoint", "coordinates": [[17.35, 64.16], [17.37, 64.18]]},
    place="Åsele",
    municipality_code="2463",
    county_code="24",
    services=[],
    stops=[{"name": "Torget", "schedule": "Måndagar"}, {"name": "Skolan"}],
    sources=[{"title": "Kommunen", "date": "2026-05"}],
    summary="Bussen kommer.",
    lessons=["Ett | två", "Tre\nfyra"],
    other_services=["skidspår"],
)
BUS_ROW = "bussen-asele;Bussen;on_wheels;Bussen kommer.;Åsele;2463;Torget|Skolan;{};Kommunen"
BUS_HEADINGS = "id;name;kind;description;place;municipality_code;stops;geometry;source_title"
WKT = '"MULTIPOINT ((17.35 64.16), (17.37 64.18))"'


def bank_with_bus(tmp_path: Path) -> Bank:
    (tmp_path / "bus.geojson").write_text(dumps(collect(BUS).ideas))
    return Bank(tmp_path / "bus.geojson", Store("sqlite://"))


def test_a_column_of_names_does_not_clear_times_dates_and_other_words(tmp_path: Path):
    plan = planned(bank_with_bus(tmp_path), BUS_ROW.format(WKT), headings=BUS_HEADINGS)
    assert actions(plan) == ["same"]


def test_a_point_at_a_stop_does_not_replace_all_stops(tmp_path: Path):
    row, headings = "bussen-asele;Bussen;64.16;17.35", "id;name;lat;lon"
    assert actions(planned(bank_with_bus(tmp_path), row, headings=headings)) == ["same"]


def test_a_row_that_tells_new_times_changes_them(tmp_path: Path):
    row = 'bussen-asele;"Torget | 64.16 | 17.35 | fredagar; Skolan | 64.18 | 17.37"'
    plan = planned(bank_with_bus(tmp_path), row, headings="id;stops")
    assert plan.rows[0].idea.stops[0].schedule == "fredagar"


def test_unknown_service_words_are_kept_and_told_of(bank: Bank):
    headings = f"{NO_ID};Service"
    row = f'{SHOP};"Livsmedel, skidspår; bastu på udden"'
    plan = planned(bank, row, headings=headings)
    idea = plan.rows[0].idea
    assert (idea.services, idea.other_services) == (("groceries",), ("skidspår", "bastu på udden"))
    assert "skidspår, bastu på udden" in str(plan.rows[0].remarks)


def test_a_word_that_the_vocabulary_has_by_now_is_a_service():
    idea = collect(feature("x", other_services=["Bibliotek", "skidspår"])).ideas[0]
    assert idea.services == ("groceries", "parcels", "library")
    assert idea.other_services == ("skidspår",)
