"""``python -m geodata``: what an editor sees."""

import io
import json
from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.bank import Bank, open_bank
from geodata.collection.geojson import read
from geodata.moderation import review
from geodata.moderation.sign_in import is_hash
from tests.factory import FEATURES, feature


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return path


def test_check_is_content_with_a_good_file(file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(file)]) == 0
    assert "3 exempel lästa, 0 fel" in capsys.readouterr().out


def test_check_names_file_feature_property_and_cure(file: Path, capsys: pytest.CaptureFixture[str]):
    broken = {"type": "FeatureCollection", "features": [feature("x", kind="magisk")]}
    file.write_text(json.dumps(broken))
    assert main(["check", str(file)]) == 1
    output = capsys.readouterr().out
    assert "ideas.geojson, ”x”, kind: ”magisk”" in output
    assert "Välj bland: fixed, digital, on_wheels, case" in output


def test_stats_counts(file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["stats", str(file)]) == 0
    output = capsys.readouterr().out
    assert "3 exempel i 2 kommuner" in output
    assert "   2  Norrbottens län" in output


def test_a_bad_borders_file_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["boundaries", "--from", str(tmp_path / "saknas.gpkg")]) == 1
    assert "saknas.gpkg" in capsys.readouterr().err


def test_password_prints_nothing_but_its_hash(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.stdin", io.StringIO("fyra ord om en bokbuss\n"))
    assert main(["password"]) == 0
    assert is_hash(capsys.readouterr().out.strip())


def test_a_short_password_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.stdin", io.StringIO("kort\n"))
    assert main(["password"]) == 1
    assert capsys.readouterr().out == ""


@pytest.fixture
def bank(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SERVICEKARTAN_IDEAS", str(file))
    monkeypatch.setenv("SERVICEKARTAN_STORE", str(tmp_path / "store.sqlite"))
    return open_bank()


def test_export_writes_what_is_published_back_to_the_file(
    bank: Bank, file: Path, capsys: pytest.CaptureFixture[str]
):
    idea_id = review.add(bank, feature("x", title="Bagarstugan"), "Redaktör")
    review.publish(bank, idea_id, 1, "Redaktör")
    review.withdraw_by_editor(bank, "butik", "", "Redaktör")
    review.confirm_by_editor(bank, "bokbuss", "Redaktör")
    assert main(["export"]) == 0
    assert "3 exempel ligger nu i" in capsys.readouterr().out
    assert read(file).ideas == bank.current().collection.ideas
    assert [idea.id for idea in read(file).ideas] == ["bokbuss", "vardrum", idea_id]
    assert read(file).by_id["bokbuss"].confirmed


def test_export_never_drops_the_examples_that_it_cannot_read(
    bank: Bank, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    broken = {"type": "FeatureCollection", "features": [*FEATURES, feature("x", kind="magisk")]}
    file.write_text(json.dumps(broken))
    assert bank.current().collection.errors
    assert main(["export"]) == 1
    assert "skulle mista" in capsys.readouterr().err
    assert json.loads(file.read_text()) == broken
    assert main(["export", str(tmp_path / "annan.geojson")]) == 0
    assert len(read(tmp_path / "annan.geojson").ideas) == 3


def import_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> list[str]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SERVICEKARTAN_IDEAS", str(tmp_path / "ideas.geojson"))
    monkeypatch.setenv("SERVICEKARTAN_STORE", str(tmp_path / "store.sqlite"))
    rows = "Titel;Slag;Ort;Kommun;Text;Källa\nMacken;Fast;Norsjö;Norsjö;Bensin;Byn\nBod;x;;;;\n"
    (tmp_path / "byar.csv").write_text(rows)
    return ["import", str(tmp_path / "byar.csv"), *more]


@pytest.mark.usefixtures("file")
def test_import_says_what_is_refused_and_publishes_the_rest(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    words = import_words(tmp_path, monkeypatch, "--publish")
    assert main([*words, "--dry-run"]) == 1
    assert "Det här skulle hända: 1 exempel tillagda" in capsys.readouterr().out
    assert main(words) == 1
    output = capsys.readouterr().out
    assert "Nekad: rad 3, Slag: ”x” är inte ett känt värde" in output
    assert "Klart: 1 exempel tillagda, 0 ändrade, 0 som förut, 1 nekade." in output
    assert "macken-norsjoe" in open_bank().current().collection.by_id


def test_import_names_the_columns_that_are_no_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    words = import_words(tmp_path, monkeypatch, "--dry-run")
    table = tmp_path / "byar.csv"
    headings, _, rows = table.read_text(encoding="utf-8").partition("\n")
    table.write_text(f"{headings};Öppet\n{rows}", encoding="utf-8")
    main(words)
    assert "Obs: Används inte: Öppet" in capsys.readouterr().out.splitlines()


def test_a_file_that_cannot_be_imported_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert main([*import_words(tmp_path, monkeypatch)[:1], str(tmp_path / "saknas.csv")]) == 1
    assert "saknas.csv" in capsys.readouterr().err
