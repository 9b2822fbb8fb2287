"""Small valid files, mutated: whatever comes of them is read row by row, remarked on or refused.

``make fuzz`` runs the same with FUZZ_INPUTS inputs, each of which may take two seconds of the
processor. FUZZ_SEEDS is a folder of more files to start from.
"""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.errors import GeodataError
from geodata.importing.file_readers import read_table
from geodata.importing.plan import guess_columns, make_plan
from tests.factory import FEATURES
from tests.table_files import archive, geojson, gpx, kml, repacked, xlsx

HEADINGS = ("Id", "Namn", "Slag", "Ort", "Kommun", "Lat", "Long", "Text", "Källa", "Länk", "Stopp")
HEADINGS += ("Källans datum", "Sedan år", "Läge", "Fler källor", "Service")
ROW = ("a", "Båten", "På hjul", "Åsele", "Åsele", "64,16", "17,35", "En båt.", "Byn", "www.a.se")
ROW += ("Torget|Skolan", "1/5 2024", "2019.0", "Igång", "Byn | https://a.se | 2016", "Paket; Mat")
VALUES = dict(zip(HEADINGS, ROW, strict=True))
POINT = {"type": "Point", "coordinates": [17.35, 64.16]}
LINES = "\n".join(";".join(line) for line in (HEADINGS, ROW, ROW))
DATA = "".join(f'<Data name="{k}"><value>{v}</value></Data>' for k, v in VALUES.items())
FEATURE = {"type": "Feature", "properties": VALUES, "geometry": POINT}
SPREADSHEET = xlsx(HEADINGS, ROW, ROW)
SHEET = "xl/worksheets/sheet1.xml"
SHEET_XML = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="str"><v>Namn</v></c><c r="B1" t="inlineStr"><is><t>Ort</t></is></c>'
    b'</row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><f>A1</f><v>45000</v></c></row>'
    b'<row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3"><v>1</v></c></row></sheetData>'
    b'<mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>'
)
MARK = (
    "<Placemark><name>B&amp;aring;ten</name><description><![CDATA[<a href='https://a.se'>A</a>"
    f"<table><tr><td>x</td></tr></table>]]></description><ExtendedData>{DATA}</ExtendedData>"
    "<Point><coordinates>17.35, 64.16, 0</coordinates></Point></Placemark>"
)
TRACK = '<trk><name>B</name><type>x</type><trkseg><trkpt lat="64" lon="17"/></trkseg></trk>'
SEEDS = {
    "csv": LINES.encode(),
    "cp1252": LINES.encode("cp1252"),
    "utf-16": LINES.encode("utf-16"),
    "geojson": geojson(FEATURE, FEATURE, crs={"properties": {"name": "EPSG:4326"}}),
    "array": json.dumps([VALUES, VALUES]).encode(),
    "lines": "\n".join([json.dumps(FEATURE)] * 2).encode(),
    "kml": kml(MARK * 2),
    "kmz": archive(doc__kml=kml(MARK), a__png=b"x"),
    "gpx": gpx(f'<wpt lat="64.16" lon="17.35"><name>A</name></wpt>{TRACK}'),
    "xlsx": SPREADSHEET,
    "sheet": SHEET_XML,
}
TOKENS = (
    *(b'"', b";", b"\n", b"\0", b"\xe5", b"\xc3", b"<", b">", b"&", b"]]>", b"{", b"[", b"|"),
    *(b"<!DOCTYPE x>", b"&nbsp;", b"NaN", b"1e999", b"-", b"null", b"_x000D_", b"\xef\xbb\xbf"),
    *(b"<Point>", b"<MultiGeometry>", b"9" * 400, b" " * 400, b"\xff\xfe", b"sep=,", b"'"),
)
if folder := os.environ.get("FUZZ_SEEDS"):
    ENDINGS = {".csv", ".geojson", ".gpx", ".json", ".kml", ".xlsx"}
    SEEDS |= {p.name: p.read_bytes() for p in Path(folder).iterdir() if p.suffix in ENDINGS}
INPUTS = int(os.environ.get("FUZZ_INPUTS", 0))
MAX_CPU_S = 2
BOUNDS = settings(
    max_examples=INPUTS or 150,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    path = tmp_path_factory.mktemp("fuzz") / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES[:1]}))
    return Bank(path, Store("sqlite://"))


def check(bank: Bank, data: bytes) -> int:
    """Read and plan a file; return how many rows it has, each taken or told of."""
    start = time.process_time()
    try:
        table = read_table("x", data)
    except GeodataError:
        return 0
    else:
        plan = make_plan(bank, table, guess_columns(table), {"source_title": "Byn"})
    finally:
        # A limit of time only where many inputs are asked for, and never of a busy machine's.
        assert not INPUTS or time.process_time() - start < MAX_CPU_S
    assert [row.number for row in plan.rows] == [row.number for row in table.rows]
    for row in plan.rows:
        assert row.remarks if row.action in ("refuse", "unsure") else row.idea
    return len(plan.rows)


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """Draw a valid file with pieces of it left out, repeated, changed or put in."""
    name = draw(st.sampled_from(sorted(SEEDS)))
    data = SEEDS[name]
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        token = draw(st.sampled_from(TOKENS) | st.binary(max_size=4))
        middle = draw(st.sampled_from([b"", token, data[start:end] * 3, token + data[start:end]]))
        data = data[:start] + middle + data[end:]
    return repacked(SPREADSHEET, SHEET, data) if name == "sheet" else data


@pytest.mark.slow
@BOUNDS
@given(mutations())
def test_no_mutated_file_is_read_in_silence(bank: Bank, data: bytes):
    check(bank, data)


CELLS = st.sampled_from(
    [*ROW, "", "#REF!", "64° 9.6'", "x" * 700, "64.16, 17.35", "7 312 614", "=1+1", "2016-2018",
     "POINT(17 64)", "a|b|c", "a;b\nc", "https://", "www.", "1281 Lund", "31/2 2024", "<b>x</b>",
     "nan", "1e400", "'", "\u2028", "å", "{}", "[]"]
) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)  # fmt: skip


@pytest.mark.slow
@BOUNDS
@given(st.lists(st.lists(CELLS, min_size=len(ROW), max_size=len(ROW)), min_size=1, max_size=4))
@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_every_row_with_a_value_is_accounted_for(bank: Bank, form: str, rows: list[list[str]]):
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if form == "xlsx":
        data = xlsx(HEADINGS, *(tuple(f"’{cell}" if cell[:1] == "=" else cell for cell in row)
                                for row in rows))  # fmt: skip
    else:
        filled = rows
        data = json.dumps([dict(zip(HEADINGS, row, strict=True)) for row in rows]).encode()
    assert check(bank, data) == len(filled)
