"""Errors of the domain in both languages: every submission error, import files and tour files."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.errors import GeodataError, Message
from geodata.importing.file_readers import read_table
from geodata.importing.plan import Plan, guess_columns, make_plan
from geodata.importing.run import run_import, undo_import
from geodata.moderation import review, submissions
from geodata.moderation.submissions import (
    MAX_PER_HOUR,
    Contact,
    SubmissionError,
    confirm,
    correct,
    load_submission,
    submit,
    withdraw,
)
from geodata.workshop.tour_files import TourFileError, parse_tour
from pages.common.errors import error_text, problem_text
from pages.common.i18n import speaking
from tests.factory import FEATURES, feature
from tests.table_files import repacked, xlsx

NEW = feature("x", title="Bagarstugan")
ID = "bagarstugan-moskosel"


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return Bank(path, Store("sqlite://"))


@pytest.fixture
def code(bank: Bank) -> str:
    return submit(bank, NEW, Contact())


def planned(bank: Bank) -> Plan:
    table = read_table("byar.csv", b"id;title\nbutik;Nytt")
    return make_plan(bank, table, guess_columns(table))


def twice_undone(bank: Bank, _: str) -> None:
    report = run_import(bank, planned(bank), "Ada", publish=True)
    for _turn in range(2):
        undo_import(bank, report.import_id, "Ada")


def changed_since_preview(bank: Bank, _: str) -> None:
    plan = planned(bank)
    review.save_edit(bank, "butik", NEW, "Bo")
    run_import(bank, plan, "Ada", publish=True)


def too_many(bank: Bank, _: str) -> None:
    for _turn in range(MAX_PER_HOUR + 1):
        submit(bank, NEW, Contact(), "192.0.2.1")


def withdrawn_twice(bank: Bank, code: str) -> None:
    for _turn in range(2):
        withdraw(bank, code)


def edited_when_withdrawn(bank: Bank, code: str) -> None:
    withdraw(bank, code)
    review.save_edit(bank, ID, NEW, "Ada", seen=1)


def too_large(bank: Bank, _: str) -> None:
    submit(bank, feature("x", description="x" * submissions.MAX_FEATURE_BYTES), Contact())


CASES: dict[Callable[[Bank, str], object], tuple[str, str]] = {
    lambda bank, code: load_submission(bank, code + "X"): ("inget kvitto", "no receipt"),
    lambda bank, code: correct(bank, code, NEW, seen=7): ("du såg version 7", "you saw version 7"),
    lambda bank, code: confirm(bank, code): ("inte på kartan", "not on the map"),
    lambda bank, _: review.publish(bank, "ny", 1, "Ada"): ("”ny” finns inte", "“ny” is not among"),
    lambda bank, _: review.save_edit(bank, "ny", NEW, "Ada"): ("med id ”ny”", "the id “ny”"),
    lambda bank, _: review.restore(bank, ID, 9, "Ada"): ("ingen version 9", "no version 9"),
    lambda bank, _: review.confirm_by_editor(bank, "ny", "A"): ("inte på kartan", "not on the map"),
    lambda bank, _: undo_import(bank, 7, "Ada"): ("ingen sådan import", "no such import"),
    twice_undone: ("redan ångrad", "already been undone"),
    changed_since_preview: ("butik har ändrats", "butik has changed"),
    too_many: ("Vänta en timme", "Wait an hour"),
    too_large: ("för stort. Korta texterna.", "too large. Shorten the texts."),
    withdrawn_twice: ("redan tillbakadraget", "already been withdrawn"),
    edited_when_withdrawn: ("Återställ det först", "Restore it first"),
}


@pytest.mark.parametrize(
    ("operation", "texts"), CASES.items(), ids=[sv for sv, _ in CASES.values()]
)
def test_every_submission_error_speaks_both_languages(
    bank: Bank, code: str, operation: Callable[[Bank, str], object], texts: tuple[str, str]
):
    with pytest.raises(SubmissionError) as caught:
        operation(bank, code)
    for language, text in zip(("sv", "en"), texts, strict=True):
        with speaking(language):
            assert text in error_text(caught.value)


def test_no_kind_of_submission_error_is_left_out(bank: Bank):
    kinds = set()
    for operation in CASES:
        fresh = Bank(bank.path, Store("sqlite://"))
        with pytest.raises(SubmissionError) as caught:
            operation(fresh, submit(fresh, NEW, Contact()))
        kinds.add(caught.type)
    assert kinds == set(SubmissionError.__subclasses__())


def bomb() -> bytes:
    sheet = "<x>" + " " * 70_000_000 + "</x>"
    return repacked(xlsx(("x",)), "xl/worksheets/sheet1.xml", sheet)


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"", ("är tom", "is empty")),
        (b"a;b\n", ("inga rader", "no rows")),
        (b"{", ("inte giltig JSON: rad 1, tecken 2", "not valid JSON: line 1, character 2")),
        (b"{}", ("ingen GeoJSON", "not GeoJSON")),
        (b"<a/>", ("varken KML eller GPX", "neither KML nor GPX")),
        (b"<a", ("inte giltig XML", "not valid XML")),
        (b"PK", ("går inte att läsa som XLSX", "cannot be read as XLSX")),
        (bomb(), ("orimligt mycket", "unreasonable size")),
        (b"%PDF-1.7", ("är en PDF och läses inte", "is a PDF and is not read")),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_in_both_languages(
    data: bytes, texts: tuple[str, str]
):
    with pytest.raises(GeodataError) as caught:
        read_table("byar{0}.csv", data)
    for language, text in zip(("sv", "en"), texts, strict=True):
        with speaking(language):
            assert text in error_text(caught.value)
            assert "byar{0}.csv" in error_text(caught.value)


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"{", ("inte giltig JSON", "not valid JSON")),
        (b"[]", ("ingen visning", "not a tour")),
        (b"\xff", ("UTF-8", "Save it again as UTF-8")),
    ],
)
def test_a_tour_file_is_explained_in_both_languages(data: bytes, texts: tuple[str, str]):
    with pytest.raises(TourFileError) as caught:
        parse_tour(data, "visning.json")
    for language, text in zip(("sv", "en"), texts, strict=True):
        with speaking(language):
            assert text in problem_text(caught.value.problems[0])


def test_a_message_survives_streamlits_cache():
    message = pickle.loads(pickle.dumps(Message("Filen {file} är tom.", file="{x}")))
    assert (message, message.template, message.values) == (
        "Filen {x} är tom.",
        "Filen {file} är tom.",
        {"file": "{x}"},
    )
