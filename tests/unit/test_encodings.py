"""Encodings: decided on a whole file; what went wrong before it came is mended value by value."""

import json
from pathlib import Path

import pytest

from geodata.bank import Bank
from geodata.collection.geojson import dumps
from geodata.database.store import Store
from geodata.errors import GeodataError
from geodata.importing.file_readers import Row, Table, read_table
from geodata.importing.plan import Plan, guess_columns, make_plan
from geodata.opendata.exports import FORMATS
from tests.factory import collect, feature
from tests.table_files import geojson, kml, xlsx

HEADINGS = ("Namn", "Slag", "Ort", "Kommun", "Text", "Källa", "Att ta efter")


def row(name: str, lesson: str = "") -> dict[str, str]:
    values = (name, "Fast", "Åsele", "Åsele", "Öppet.", "Byn", lesson)
    return dict(zip(HEADINGS, values, strict=True))


def written(ending: str, values: dict[str, str]) -> bytes:
    """Return a file of one row."""
    if ending == "csv":
        return "\n".join(";".join(line) for line in (values, values.values())).encode()
    if ending == "xlsx":
        return xlsx(tuple(values), tuple(values.values()))
    if ending == "geojson":
        point = {"type": "Point", "coordinates": [17.35, 64.16]}
        return geojson({"type": "Feature", "properties": values, "geometry": point})
    data = "".join(f'<Data name="{k}"><value>{v}</value></Data>' for k, v in values.items())
    return kml(f"<Placemark><ExtendedData>{data}</ExtendedData></Placemark>")


def plan(data: bytes, folder: Path, ideas: str = dumps(())) -> Plan:
    path = folder / "ideas.geojson"
    path.write_text(ideas, encoding="utf-8")
    table = read(data)
    return make_plan(Bank(path, Store("sqlite://")), table, guess_columns(table))


TABLE = "Namn;Kommun;Text\nSkärgårdsbåten;Gällivare;Öppet på fredagar.\n"


def read(data: bytes) -> Table:
    return read_table("byar", data)


def first(data: bytes) -> Row:
    return read(data).rows[0]


def remarks(data: bytes) -> str:
    """Return all that is said of a file and its rows."""
    table = read(data)
    return "\n".join([*table.remarks, *(str(r) for row in table.rows for r in row.remarks)])


# The whole file


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1252", "Windows-1252"), ("mac_roman", "MacRoman"), ("cp850", "CP850")],
)
@pytest.mark.parametrize("word", ["Åkarens båt", "Räkor på ön", "HÄLLEFORSNÄS", "smörgås för två"])
def test_the_encoding_is_the_one_that_gives_swedish_words(encoding: str, name: str, word: str):
    data = f"Namn;Ort\n{word};x\n".encode(encoding)
    assert first(data).values["Namn"] == word
    assert name in remarks(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [TABLE, json.dumps([{"Namn": "Skärgårdsbåten"}])])
def test_unicode_in_every_form_needs_no_remark(encoding: str, text: str):
    assert first(text.encode(encoding)).values["Namn"] == "Skärgårdsbåten"
    assert remarks(text.encode(encoding)) == ""


def test_a_stray_byte_is_one_remark_and_spoils_no_other_letter():
    data = "Namn;Text\nBåten;Räkor\nSkutan;P".encode() + b"\xe5 sj\xf6n\nKajen;Fika\n"
    table = read(data)
    assert [row.values["Text"] for row in table.rows] == ["Räkor", "På sjön", "Fika"]
    assert [len(row.remarks) for row in table.rows] == [0, 1, 0]


@pytest.mark.parametrize("text", ["10\u00a0km", "en\u00a0mil", "7\u00a0312"])
def test_a_space_that_keeps_words_together_is_no_letter(text: str):
    assert first(f"Namn;Text\nA;{text}\n".encode("cp1252")).values["Text"] == text


def test_bytes_that_give_no_words_are_refused():
    with pytest.raises(GeodataError, match="teckenkodning"):
        read(b"Namn;Ort\n\xa8\xb8\xf0;\xfd\xde\n")


def test_xml_says_its_encoding_itself():
    text = '<?xml version="1.0" encoding="iso-8859-1"?><gpx><wpt><name>Å</name></wpt></gpx>'
    assert first(text.encode("latin-1")).values["name"] == "Å"


# Each value


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "kml"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("BÃ¥ten", "Båten"),
        ("rÃ¤kor â€“ idag", "räkor – idag"),
        ("BaÌŠten", "Båten"),
        ("B√•ten p√• √∂n", "Båten på ön"),
        ("B├Ñten p├Ñ ├Ân", "Båten på ön"),
    ],
)
def test_it_is_mended_with_one_remark(tmp_path: Path, ending: str, text: str, value: str):
    [planned] = plan(written(ending, row(text)), tmp_path).rows
    assert planned.idea.title == value
    [remark] = [remark for remark in planned.remarks if text in str(remark)]
    assert (remark.column, value in remark.what) == ("Namn", True)


@pytest.mark.parametrize("ending", ["csv", "geojson"])
def test_headings_are_mended_too(tmp_path: Path, ending: str):
    data = written(ending, row("Båten")).decode()
    as_text = json.dumps(json.loads(data), ensure_ascii=False) if ending == "geojson" else data
    [planned] = plan(as_text.encode().decode("cp1252").encode(), tmp_path).rows
    assert (planned.action, planned.idea.title) == ("add", "Båten")
    assert planned.idea.sources[0].title == "Byn"


def test_each_value_of_a_list_is_mended(tmp_path: Path):
    feature_ = json.loads(geojson(feature("a", lessons=["BÃ¶rja smått", "Fråga"])))
    [planned] = plan(json.dumps(feature_).encode(), tmp_path).rows
    assert planned.idea.lessons == ("Börja smått", "Fråga")
    assert [remark.column for remark in planned.remarks] == ["lessons"]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("text", ["Ã|Â§", "â€|", "Ã|b"])
def test_a_bar_or_its_escape_makes_no_text_look_like_it(tmp_path: Path, ending: str, text: str):
    ideas = collect(feature("a", lessons=[text, "Ö"], sources=[{"title": text}, {"title": "B"}]))
    data = FORMATS[ending].write(ideas.ideas)
    [planned] = plan(data, tmp_path, dumps(ideas.ideas)).rows
    assert (planned.action, planned.remarks) == ("same", ())


def test_a_letter_lost_before_is_remarked_on(tmp_path: Path):
    [planned] = plan(written("csv", row("B\ufffdten")), tmp_path).rows
    assert "gick förlorad" in "".join(map(str, planned.remarks))
