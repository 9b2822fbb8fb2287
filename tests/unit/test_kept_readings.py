"""A kept reading is the reading, and never stands for another file, program or day."""

import json
from pathlib import Path
from typing import Any

import pytest

from geodata import kept_readings
from geodata.collection.geojson import IdeaCollection, dumps, read
from geodata.collection.search import text_index
from geodata.collection.search.search_index import SearchIndex
from geodata.disk_cache import DiskCache
from geodata.kept_readings import read_kept
from tests.factory import EVERY_GEOMETRY, FEATURES, TRICKY_FEATURES, feature, hostile

MOVED = {"type": "Point", "coordinates": [19.2, 65.4]}
STRANGE = [
    feature("egen", egenskap={"en": ["egen"]}, other_services=["bakning"], external_ids=["a#1"]),
    feature("utan-kalla", sources=[]),
    feature("flyttad", geometry=MOVED, municipality_code="2518"),
    hostile(1, "<b>&amp;\u2028{{x}}"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the readings, which those of small files are kept in too."""
    monkeypatch.setattr(kept_readings, "LARGE_BYTES", 1)
    monkeypatch.setattr(kept_readings, "CACHE", DiskCache(tmp_path / "readings"))
    monkeypatch.setattr(text_index, "CACHE", DiskCache(tmp_path / "postings"))
    return tmp_path / "readings"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read in full."""
    paths: list[Path] = []

    def note(path: Path) -> IdeaCollection:
        paths.append(path)
        return read(path)

    monkeypatch.setattr(kept_readings, "read", note)
    return paths


def write(path: Path, features: list[Any]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.usefixtures("folder")
def test_a_kept_reading_is_the_reading(tmp_path: Path, reads: list[Path]):
    path = write(tmp_path / "ideas.geojson", [*EVERY_GEOMETRY, *TRICKY_FEATURES, *STRANGE])
    first, second = read_kept(path), read_kept(path)
    assert len(reads) == 1
    assert first == second == read(path)
    assert len(first.problems) >= 1
    assert first.digest == second.digest != ""
    assert dumps(first.ideas) == dumps(second.ideas)
    assert [i.model_fields_set for i in first.ideas] == [i.model_fields_set for i in second.ideas]
    assert all(idea.model_validate(idea.model_dump()) == idea for idea in second.ideas)
    assert [idea.shape for idea in first.ideas] == [idea.shape for idea in second.ideas]


def test_another_file_a_damaged_reading_and_another_program_are_read_anew(
    tmp_path: Path, folder: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
):
    path = write(tmp_path / "ideas.geojson", FEATURES)
    first = read_kept(path)
    (kept,) = folder.iterdir()
    for damage in (b"", kept.read_bytes()[:-40], b"[]\n[1]", b'[{"x": 1}]', b"\x80\x04."):
        kept.write_bytes(damage)
        assert read_kept(path) == first
    assert len(reads) == 6
    monkeypatch.setattr(kept_readings, "program_digest", lambda: "another")
    read_kept(path)
    assert read_kept(write(path, FEATURES[:2])).ideas == first.ideas[:2]
    assert len(reads) == 8


@pytest.mark.usefixtures("folder")
def test_what_depends_on_the_day_is_read_each_day(
    tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
):
    path = write(tmp_path / "ideas.geojson", [feature("framtid", updated="2031-01-01")])
    assert read_kept(path).problems == read_kept(path).problems != ()
    path = write(tmp_path / "ideas.geojson", FEATURES)
    read_kept(path)
    assert len(reads) == 3
    # Somebody has turned the clock back.
    monkeypatch.setattr(kept_readings, "_has_future_dates", lambda _: True)
    read_kept(path)
    assert len(reads) == 4


@pytest.mark.usefixtures("folder")
def test_a_kept_index_finds_the_same(monkeypatch: pytest.MonkeyPatch):
    ideas = read("ideas.geojson").ideas[:80]
    fresh = SearchIndex(ideas).text_index
    SearchIndex(ideas, "en-samling")
    monkeypatch.setattr(text_index.Postings, "of", None)
    assert SearchIndex(ideas, "en-samling").text_index.to_data() == fresh.to_data()


def test_a_small_file_is_not_kept(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept_readings, "LARGE_BYTES", 1_000_000)
    assert read_kept(write(tmp_path / "ideas.geojson", FEATURES)).digest == ""
    assert not folder.exists()
    assert read_kept(tmp_path / "finns-inte.geojson").unreadable
