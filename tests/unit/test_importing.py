"""Importing: what a file would do, doing it in one block, and taking it back."""

import io
import json
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from geodata.bank import Bank
from geodata.database.models import Decision, Revision, Submission
from geodata.database.store import Store
from geodata.importing import run
from geodata.importing.file_readers import read_table
from geodata.importing.plan import Plan, guess_columns, make_plan
from geodata.importing.run import run_import, undo_import
from geodata.moderation import review
from geodata.moderation.submissions import NotAllowedError, NotFoundError, OutdatedError
from tests.factory import FEATURES, feature
from tests.table_files import geojson, gpx, kml

HEADINGS = ("Titel", "Slag", "Ort", "Kommun", "Latitud", "Longitud", "Text", "Startår", "Källa")
GOOD = ("Bagarstugan", "Fast", "Moskosel", "Arvidsjaur", "65.87", "19.45", "Bröd.", "2016", "Byn")


def bank_on(store: Store, folder: Path) -> Bank:
    path = folder / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return Bank(path, store)


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    """What a preview is made of: nothing is written there."""
    return bank_on(Store("sqlite://"), tmp_path)


@pytest.fixture
def stored_bank(store: Store, tmp_path: Path) -> Bank:
    """What is written to, on both databases."""
    return bank_on(store, tmp_path)


def csv(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    return "\n".join(";".join(row) for row in (headings, *rows)).encode()


def planned(bank: Bank, data: bytes, **defaults: str) -> Plan:
    table = read_table("byar.csv", data)
    return make_plan(bank, table, guess_columns(table), defaults)


def actions(plan: Plan) -> list[str]:
    return [row.action for row in plan.rows]


def public(bank: Bank) -> dict[str, str]:
    return {idea.id: idea.title for idea in bank.current().collection.ideas}


def with_cell(column: str, text: str) -> tuple[str, ...]:
    return tuple(text if c == column else cell for c, cell in zip(HEADINGS, GOOD, strict=True))


# Columns


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Titel", "title"),
        ("title_sv", "title"),
        ("GPS_Lat", "lat"),
        ("location.lng", "lon"),
        ("POINT_Y", "lat"),
        ("xcoord", "lon"),
        ("NAMN", "title"),
        ("summary_facts", "summary"),
        ("Sammanfattning (högst 600 tecken)", "summary"),
        ("municipality_code", "municipality"),
        ("Latitude", "lat"),
        ("E", "lon"),
        ("extra_source_urls", "sources"),
        ("started_year", "started"),
        ("place_accuracy", "accuracy"),
        ("Kalla", "source_title"),
        ("Ka\u0308lla", "source_title"),
    ],
)
def test_a_column_is_known_by_its_heading(heading: str, field: str):
    table = read_table("x.csv", f"{heading};Annat\na;b".encode())
    assert guess_columns(table) == {field: table.columns[0]}


def test_no_column_is_taken_twice():
    table = read_table("x.csv", b"Namn;Titel;Ort\na;b;c")
    assert guess_columns(table) == {"title": "Titel", "place": "Ort"}


# What would happen


def test_a_good_row_would_be_added_and_nothing_is_written(bank: Bank):
    plan = planned(bank, csv(GOOD))
    assert actions(plan) == ["add"]
    assert plan.rows[0].idea.id == "bagarstugan-moskosel"
    assert bank.store.version("submissions") == 0


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("Titel", "", "värdet saknas"),
        ("Titel", "x" * 121, "högst 120 tecken"),
        ("Slag", "magisk", "inte ett känt värde"),
        ("Slag", "", "slaget saknas"),
        ("Kommun", "Norge", "ingen kommun"),
        ("Kommun", "Motala", "utanför Motala"),
        ("Latitud", "norr", "inget tal"),
        ("Latitud", "5.5", "utanför Sverige"),
        ("Text", "", "värdet saknas"),
        ("Källa", "", "källan saknas"),
    ],
)
def test_a_bad_row_is_refused_with_row_column_and_reason(
    bank: Bank, column: str, text: str, why: str
):
    plan = planned(bank, csv(GOOD, with_cell(column, text)))
    assert actions(plan) == ["add", "refuse"]
    assert plan.rows[1].number == 3
    assert plan.rows[1].remarks[0].column == column
    assert why in plan.rows[1].remarks[0].what


@pytest.mark.parametrize(("text", "why"), [("länge sen", "inget årtal"), ("1066", "1800")])
def test_an_unusable_value_that_a_row_can_do_without_is_left_out(bank: Bank, text: str, why: str):
    row = planned(bank, csv(with_cell("Startår", text))).rows[0]
    assert (row.action, row.idea.started) == ("add", None)
    assert (row.remarks[0].column, why in row.remarks[0].what) == ("Startår", True)


def test_an_unusable_value_does_not_clear_the_present_one(bank: Bank):
    data = csv(("butik", "Nytt", "kanske"), headings=("id", "title", "status"))
    row = planned(bank, data).rows[0]
    assert (row.action, row.idea.status) == ("change", "active")
    assert "”kanske”" in row.remarks[0].what


@pytest.mark.parametrize("text", ["#SAKNAS!", "#N/A", "#DIVISION/0!", "####", "NULL", "<Null>"])
def test_what_stands_for_no_value_is_none_and_is_told_of(bank: Bank, text: str):
    [row] = planned(bank, csv(with_cell("Startår", text))).rows
    assert row.idea is not None
    assert row.idea.started is None
    assert [str(r) for r in row.remarks] == [
        f"Startår: ”{text}” står för inget värde och är läst som tomt."
    ]
    assert actions(planned(bank, csv(with_cell("Titel", text)))) == ["refuse"]


@pytest.mark.parametrize("code", ["<p>", "&Ouml;", "\\u00e5", "_x000D_", "%C3%A5"])
def test_a_code_in_a_text_is_told_of(bank: Bank, code: str):
    [row] = planned(bank, csv(with_cell("Titel", f'"Bod {code}ppet"'))).rows
    assert row.title == f"Bod {code}ppet"
    assert [r.what for r in row.remarks] == [
        f"texten har en kod som läsare ser som den står: ”{code}”"
    ]
    address = with_cell("Källa", "https://example.org/%C3%A5")
    assert planned(bank, csv(address)).rows[0].remarks == ()


def test_an_unknown_kind_gives_way_to_the_one_chosen_for_the_file(bank: Bank):
    row = planned(bank, csv(with_cell("Slag", "Lanthandel")), kind="fixed").rows[0]
    assert (row.action, row.idea.kind, row.remarks[0].column) == ("add", "fixed", "Slag")


def test_latitude_and_longitude_that_changed_places_are_named(bank: Bank):
    row = (*GOOD[:4], "19.45", "65.87", *GOOD[6:])
    assert "bytt plats" in planned(bank, csv(row)).rows[0].remarks[0].what


def test_a_row_with_too_many_cells_is_refused(bank: Bank):
    plan = planned(bank, csv((*GOOD, "mer")))
    assert "fler celler" in plan.rows[0].remarks[0].what


def test_the_second_row_of_the_same_example_is_refused(bank: Bank):
    plan = planned(bank, csv(GOOD, GOOD))
    assert actions(plan) == ["add", "refuse"]
    assert "rad 2" in plan.rows[1].remarks[0].what


def test_defaults_fill_in_what_a_row_lacks(bank: Bank):
    rows = csv(with_cell("Slag", ""), with_cell("Titel", "Annat"))
    plan = planned(bank, rows, kind="digital")
    assert [row.idea.kind for row in plan.rows] == ["digital", "fixed"]


def test_an_id_changes_only_what_the_row_says(bank: Bank):
    plan = planned(bank, csv(("butik", "Nytt namn"), headings=("id", "title")))
    assert actions(plan) == ["change"]
    before = bank.current().collection.by_id["butik"]
    dated = {"title": before.title, "updated": before.updated}
    assert plan.rows[0].idea.model_copy(update=dated) == before


def test_a_row_that_says_nothing_new_is_the_same(bank: Bank):
    assert actions(planned(bank, csv(("butik",), headings=("id",)))) == ["same"]


def test_our_own_file_is_all_the_same(bank: Bank):
    assert set(actions(planned(bank, bank.path.read_bytes()))) == {"same"}


def test_geojson_may_move_an_example(bank: Bank):
    moved = feature("butik", geometry={"type": "Point", "coordinates": [19.5, 65.9]})
    data = json.dumps({"type": "FeatureCollection", "features": [moved]}).encode()
    plan = planned(bank, data)
    assert actions(plan) == ["change"]
    assert plan.rows[0].idea.lonlat == (19.5, 65.9)


@pytest.mark.parametrize(
    "data",
    [
        "<kml><Placemark><name>Macken</name><description>Bensin.</description>"  # noqa: ISC004
        "<Point><coordinates>19.45,65.87,0</coordinates></Point></Placemark></kml>",
        '<gpx><wpt lat="65.87" lon="19.45"><name>Macken</name><desc>Bensin.</desc></wpt></gpx>',
    ],
)  # fmt: skip
def test_points_from_a_phone_need_only_kind_and_source(bank: Bank, data: str):
    plan = planned(bank, data.encode(), kind="fixed", source_title="Byn")
    assert actions(plan) == ["add"]
    idea = plan.rows[0].idea
    assert (idea.title, idea.summary, idea.municipality) == ("Macken", "Bensin.", "Arvidsjaur")


def test_a_map_file_without_texts_has_its_titles_for_them(bank: Bank):
    way = "<trk><name>Båten</name><type>boatTour</type><trkseg>{}</trkseg></trk>"
    data = gpx(way.format('<trkpt lat="65.9" lon="19.4"/><trkpt lat="65.8" lon="19.4"/>'))
    table = read_table("x.gpx", data)
    defaults = {"kind": "fixed", "source_title": "Byn"}
    row = make_plan(bank, table, guess_columns(table), defaults).rows[0]
    assert (row.action, row.idea.title, row.idea.summary) == ("add", "Båten", "Båten")
    assert "rubriken står i stället" in str(row.remarks)


SPECIFIED = {
    "source": "servicekartan",
    "id": "butikbuss",
    "name": "Butikbussen",
    "latitude": "65.87",
    "longitude": "19.45",
    "kind": "on_wheels",
    "services": "groceries|parcels",
    "description": "Bussen kommer till byn.",
    "municipality_code": "2505",
    "place": "Moskosel",
    "stops": "Moskosel|Auktsjaur",
    "geometry": '"MULTIPOINT ((19.45 65.87), (19.17 65.59))"',
    "description_en": "The bus comes to the village.",
    "lessons": "Fråga alla|Börja smått",
    "source_title": "Byn|Kommunen",
    "source_url": "https://a.example/|",
}


def test_a_table_by_the_open_specification_is_understood(bank: Bank):
    idea = planned(bank, csv(tuple(SPECIFIED.values()), headings=tuple(SPECIFIED))).rows[0].idea
    assert [stop.name for stop in idea.stops] == ["Moskosel", "Auktsjaur"]
    assert [tuple(point) for point in idea.geometry.coordinates] == [(19.45, 65.87), (19.17, 65.59)]
    assert (idea.services, idea.lessons) == (
        ("groceries", "parcels"),
        ("Fråga alla", "Börja smått"),
    )
    assert idea.summary_en == "The bus comes to the village."
    assert [(source.title, source.url) for source in idea.sources] == [
        ("Byn", "https://a.example/"),
        ("Kommunen", None),
    ]


# Doing it and undoing it


def test_what_is_published_is_on_the_map_and_can_be_taken_back(stored_bank: Bank):
    before = public(stored_bank)
    rows = csv((*GOOD[:1], "butik", *GOOD[1:]), ("Annat", "", *GOOD[1:]), headings=(
        "Titel", "id", *HEADINGS[1:]))  # fmt: skip
    report = run_import(stored_bank, planned(stored_bank, rows), "Ada", publish=True)
    assert (report.added, report.changed, report.refused) == (1, 1, 0)
    assert public(stored_bank) == before | {"butik": "Bagarstugan", "annat-moskosel": "Annat"}
    assert undo_import(stored_bank, report.import_id, "Ada").reverted == 2
    assert public(stored_bank) == before


def test_what_is_to_wait_is_in_the_queue(stored_bank: Bank):
    run_import(stored_bank, planned(stored_bank, csv(GOOD)), "Ada", publish=False)
    assert [e.case.idea_id for e in review.load_queue(stored_bank)] == ["bagarstugan-moskosel"]
    assert "bagarstugan-moskosel" not in public(stored_bank)


def test_the_files_own_words_are_kept_as_the_first_version(stored_bank: Bank):
    rows = csv(("butik", "Nytt namn"), headings=("id", "title"))
    run_import(stored_bank, planned(stored_bank, rows), "Ada", publish=True)
    versions = review.load_history(stored_bank, "butik")
    assert [v.feature["properties"]["title"] for v in versions] == ["Nytt namn", "Butiken i byn"]
    assert [v.author for v in versions] == ["Ada", "ideas.geojson"]
    assert versions[0].note == "byar.csv, rad 2"


def test_undoing_leaves_what_somebody_has_changed_since(stored_bank: Bank):
    rows = csv(GOOD, with_cell("Titel", "Annat"))
    report = run_import(stored_bank, planned(stored_bank, rows), "Ada", publish=True)
    edited = stored_bank.current().collection.by_id["annat-moskosel"].to_feature()
    review.save_edit(stored_bank, "annat-moskosel", edited, "Bo", seen=1)
    undone = undo_import(stored_bank, report.import_id, "Ada")
    assert (undone.reverted, undone.left) == (1, 1)
    assert "annat-moskosel" in public(stored_bank)


def test_an_import_is_undone_once(stored_bank: Bank):
    report = run_import(stored_bank, planned(stored_bank, csv(GOOD)), "Ada", publish=True)
    undo_import(stored_bank, report.import_id, "Ada")
    with pytest.raises(NotAllowedError):
        undo_import(stored_bank, report.import_id, "Ada")
    with pytest.raises(NotFoundError):
        undo_import(stored_bank, report.import_id + 1, "Ada")


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
@pytest.mark.parametrize("idea_id", ["butik", "ny-butik"], ids=["of the file", "new"])
def test_imports_are_undone_in_any_order(stored_bank: Bank, idea_id: str, order: tuple[int, ...]):
    before = public(stored_bank)
    for text in ("Ett", "Två", "Tre"):
        row = csv((idea_id, text, *GOOD[1:]), headings=("id", *HEADINGS))
        run_import(stored_bank, planned(stored_bank, row), "Ada", publish=True)
    undone: set[int] = set()
    for number in order:
        report = undo_import(stored_bank, number, "Ada")
        undone.add(number)
        later = [n for n in range(number + 1, 4) if n not in undone]
        # What an import that stands has written on top is left, and the report says why.
        assert (report.reverted, report.left) == ((0, 1) if later else (1, 0))
        assert ("importen av byar.csv" in report.reasons.get(idea_id, "")) == bool(later)
    assert public(stored_bank) == before


def test_what_is_left_at_undoing_is_told_with_its_reason(stored_bank: Bank):
    report = run_import(stored_bank, planned(stored_bank, csv(GOOD)), "Ada", publish=True)
    edited = stored_bank.current().collection.by_id["bagarstugan-moskosel"].to_feature()
    review.save_edit(stored_bank, "bagarstugan-moskosel", edited, "Bo", seen=1)
    reasons = undo_import(stored_bank, report.import_id, "Ada").reasons
    assert reasons == {"bagarstugan-moskosel": "någon har ändrat exemplet sedan dess"}


def test_an_undone_file_can_be_imported_again(stored_bank: Bank):
    for _ in range(2):
        plan = planned(stored_bank, csv(GOOD))
        assert actions(plan) == ["add"]
        report = run_import(stored_bank, plan, "Ada", publish=True)
        assert "bagarstugan-moskosel" in public(stored_bank)
        undo_import(stored_bank, report.import_id, "Ada")


def test_a_change_since_the_preview_stops_the_import(stored_bank: Bank):
    plan = planned(stored_bank, csv(("butik", "Nytt"), headings=("id", "title")))
    butik = stored_bank.current().collection.by_id["butik"].to_feature()
    review.save_edit(stored_bank, "butik", butik, "Bo")
    with pytest.raises(OutdatedError):
        run_import(stored_bank, plan, "Ada", publish=True)
    assert run.list_imports(stored_bank.store) == ()


def test_both_ways_stand_in_the_log(stored_bank: Bank):
    report = run_import(stored_bank, planned(stored_bank, csv(GOOD)), "Ada", publish=True)
    undo_import(stored_bank, report.import_id, "Bo")
    with stored_bank.store.read() as session:
        log = [(d.who, d.action, d.subject) for d in session.scalars(select(Decision))]
    assert log == [("Ada", "import", "byar.csv"), ("Bo", "undo_import", "byar.csv")]


def test_a_row_with_sources_gets_none_of_the_whole_files(bank: Bank):
    row = (*GOOD[:-1], "Byn | https://a.se")
    data = csv(row, headings=(*HEADINGS[:-1], "Källor"))
    plan = planned(bank, data, source_title="Listan")
    assert [source.title for source in plan.rows[0].idea.sources] == ["Byn"]


# Files from strangers, each of which once stopped the whole process or the import

NESTED = "<Placemark><name>a</name>" * 250 + "</Placemark>" * 250
SEGMENTS = "<trkseg>" * 250 + "</trkseg>" * 250
BREAKS = f"<Placemark><name>A</name><description>{'&lt;br' * 16_000}</description></Placemark>"
BLANKS = (*GOOD, "a" + " " * 16_000 + "b")
CURVE, POINTS = (
    "CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 2))",
    "GEOMETRYCOLLECTION(POINT(19.45 65.87))",
)
WKT = ("Titel", "Slag", "Kommun", "Text", "Källa", "wkt")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (gpx(f"<trk><name>A</name>{SEGMENTS}</trk>"), ["refuse"]),
        (kml(NESTED), ["refuse"]),
        (kml(BREAKS), ["refuse"]),
        (csv(BLANKS, headings=(*HEADINGS, "Fler källor")), ["add"]),
        (csv(("A", "Fast", "Arvidsjaur", "T", "K", CURVE), headings=WKT), ["refuse"]),
        (csv(("A", "Fast", "Arvidsjaur", "T", "K", POINTS), headings=WKT), ["add"]),
    ],
    ids=["segments", "placemarks", "breaks", "blanks", "curve", "collection"],
)
def test_a_hostile_file_is_planned_to_its_end(bank: Bank, data: bytes, expected: list[str]):
    plan = planned(bank, data)
    assert actions(plan) == expected
    assert all(row.idea or row.remarks for row in plan.rows)


def test_a_fault_of_a_further_source_is_told_at_its_column_and_leaves_out_only_that(bank: Bank):
    row = planned(bank, csv((*GOOD, "x" * 400), headings=(*HEADINGS, "Fler källor"))).rows[0]
    assert [source.title for source in row.idea.sources] == ["Byn"]
    assert [remark.column for remark in row.remarks] == ["Fler källor"]


def test_a_faulty_geometry_beside_further_sources_is_refused(bank: Bank):
    values = dict(zip(HEADINGS, GOOD, strict=True)) | {"Slag": "På hjul", "Källor": "Byn"}
    line = {"type": "LineString", "coordinates": [[19.45, 65.87]]}
    row = planned(bank, geojson({"type": "Feature", "properties": values, "geometry": line})).rows[
        0
    ]
    assert row.action == "refuse"
    assert [remark.column for remark in row.remarks] == ["Latitud"]


# A large file

BROKEN = {"Slag": "magisk", "Latitud": "norr", "Kommun": "Norge", "Text": "", "Källa": ""}


def large() -> bytes:
    """Return 5,000 rows as XLSX; every tenth is broken, in one column after the other."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for at in range(5000):
        row = dict(zip(HEADINGS, GOOD, strict=True)) | {"Titel": f"Butik {at}"}
        if at % 10 == 3:
            column = list(BROKEN)[at // 10 % len(BROKEN)]
            row[column] = BROKEN[column]
        sheet.append(list(row.values()))
    book.save(file := io.BytesIO())
    return file.getvalue()


@pytest.fixture(scope="module")
def large_plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, list[float]]:
    """What the large file would do, and the progress reported on the way."""
    fractions: list[float] = []
    table = read_table("stor.xlsx", large())
    bank = bank_on(Store("sqlite://"), tmp_path_factory.mktemp("large"))
    return make_plan(bank, table, guess_columns(table), progress=fractions.append), fractions


@pytest.mark.slow
def test_every_broken_row_of_a_large_file_is_refused_by_row_and_column(
    large_plan: tuple[Plan, list[float]],
):
    plan, fractions = large_plan
    refused = [row for row in plan.rows if row.action == "refuse"]
    assert (len(plan.rows), len(refused)) == (5000, 500)
    assert [row.number for row in refused] == list(range(5, 5002, 10))
    assert Counter(row.remarks[0].column for row in refused) == dict.fromkeys(BROKEN, 100)
    assert fractions == sorted(fractions)
    assert len(fractions) == 50


@pytest.mark.slow
def test_a_large_file_is_written_and_taken_back_as_a_whole(
    stored_bank: Bank, large_plan: tuple[Plan, list[float]]
):
    fractions: list[float] = []
    report = run_import(stored_bank, large_plan[0], "Ada", publish=True, progress=fractions.append)
    assert (report.added, report.refused) == (4500, 500)
    assert fractions == [part / 9 for part in range(9)]
    assert undo_import(stored_bank, report.import_id, "Ada").reverted == 4500
    with stored_bank.store.read() as session:
        assert set(session.scalars(select(Submission.state))) == {"refused"}
        assert len(session.scalars(select(Revision.id)).all()) == 4500
