"""Files that people bring: every format they come in, and every way they can be wrong."""

import csv
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.importing.file_readers import MAX_BYTES, MAX_ROWS, Table, read_table
from tests.table_files import geojson, gpx, kml, repacked, xlsx

LINES = "Namn;Ort;Antal\nMacken i byn;Åsele;3\n\nBryggeriet;Östersund;\n"


def values(table: Table) -> list[dict[str, object]]:
    return [row.values for row in table.rows]


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_as_programs_write_it(encoding: str, mark: str, end: str):
    text = LINES.replace(";", mark).replace("\n", end)
    table = read_table("byar.csv", text.encode(encoding))
    assert table.columns == ("Namn", "Ort", "Antal")
    assert [row.number for row in table.rows] == [2, 4]
    assert values(table)[0] == {"Namn": "Macken i byn", "Ort": "Åsele", "Antal": "3"}
    assert values(table)[1] == {"Namn": "Bryggeriet", "Ort": "Östersund"}


def test_quotes_may_hide_delimiters_and_line_breaks():
    table = read_table("x.csv", b'Namn;Text\n"A; B";"en rad\ntv\xc3\xa5 rader"\nC;D\n')
    assert values(table)[0] == {"Namn": "A; B", "Text": "en rad\ntvå rader"}
    assert [row.number for row in table.rows] == [2, 3]


def test_excels_own_first_line_is_understood():
    table = read_table("x.csv", b"sep=|\nNamn|Ort\nA|B\n")
    assert table.rows[0].number == 3
    assert values(table) == [{"Namn": "A", "Ort": "B"}]


def test_a_cell_without_end_is_told_of_whatever_the_csv_module_allows():
    allowed = csv.field_size_limit(10_000_000)
    try:
        with pytest.raises(GeodataError, match="vid rad 2"):
            read_table("x.csv", b'a;b\n"' + b"x" * 200_000 + b'";c\n')
    finally:
        csv.field_size_limit(allowed)


def test_headings_that_are_empty_or_repeated_get_a_number():
    assert read_table("x.csv", b"Namn;;Namn\na;b;c").columns == ("Namn", "Kolumn 2", "Namn (3)")


def test_a_row_with_too_many_cells_is_told_of():
    table = read_table("x.csv", b"Namn;Ort\nA;B;C\nD;E;\n")
    assert "fler celler" in table.rows[0].problem
    assert table.rows[1].problem == ""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "tom"),
        (b" \n\t\n", "tom"),
        (b"Namn;Ort\n", "inga rader"),
        (b"\x01\x00\x02", "inget av det"),
        (b"x" * (MAX_BYTES + 1), "5 MB"),
        (b"Namn\n" + b"a\n" * (MAX_ROWS + 1), "fler än 20000 rader"),
    ],
)
def test_what_cannot_be_read_is_explained(data: bytes, why: str):
    with pytest.raises(GeodataError, match=why):
        read_table("mapp/fil.csv", data)


# XLSX


def test_a_spreadsheet_is_read_as_it_shows():
    data = xlsx(("Namn", "År", "Datum", "Tal"), ("A", 2010.0, None, 58.5), (), ("=1+1", 7, True))
    table = read_table("x.xlsx", data)
    assert [row.number for row in table.rows] == [2, 4]
    assert values(table)[0] == {"Namn": "A", "År": "2010", "Tal": "58.5"}


def test_formulas_are_never_counted():
    table = read_table("x.xlsx", xlsx(("Namn", "Ort"), ("=1+1", "B")))
    assert values(table) == [{"Ort": "B"}]


@pytest.mark.parametrize("claims", ["A1", "A1:XFD1048576"])
def test_the_size_that_a_sheet_claims_is_not_believed(claims: str):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{claims}"/><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Namn</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c></row></sheetData></worksheet>'
    )
    data = repacked(xlsx(("x",)), "xl/worksheets/sheet1.xml", sheet)
    assert values(read_table("x.xlsx", data)) == [{"Namn": "A"}]


@pytest.mark.parametrize(
    "row", ['<row r="1000000000">', '<row r="2"><c r="XFD2"><v>1</v></c></row><row r="3">']
)
def test_far_away_cells_cost_nothing(row: str):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Namn</t></is></c></row>'
        f'{row}<c r="A3" t="inlineStr"><is><t>A</t></is></c></row></sheetData></worksheet>'
    )
    data = repacked(xlsx(("x",)), "xl/worksheets/sheet1.xml", sheet)
    with suppress(GeodataError):
        assert len(read_table("x.xlsx", data).rows) <= 2


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused():
    bomb = "<x>" + " " * 70_000_000 + "</x>"
    data = repacked(xlsx(("x",)), "xl/worksheets/sheet1.xml", bomb)
    assert len(data) < MAX_BYTES
    with pytest.raises(GeodataError, match="orimligt mycket"):
        read_table("x.xlsx", data)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_spreadsheet_with_entities_is_refused(part: str):
    with pytest.raises(GeodataError, match="går inte att läsa som XLSX"):
        read_table("x.xlsx", repacked(xlsx(("x",), ("y",)), part, f"{LAUGHS}<x>&b;</x>"))


@pytest.mark.parametrize("data", [b"PK", b"PK\x03\x04" + b"\0" * 40, xlsx(("a",))[:900]])
def test_a_broken_spreadsheet_is_refused(data: bytes):
    with pytest.raises(GeodataError, match="går inte att läsa som XLSX"):
        read_table("x.xlsx", data)


# GeoJSON


def test_features_become_rows_with_their_geometry():
    point = {"type": "Point", "coordinates": [15.0, 58.5]}
    feature = {"type": "Feature", "id": "a", "geometry": point, "properties": {"title": "A"}}
    table = read_table("x.geojson", geojson(feature, {"type": "Feature"}))
    assert table.columns == ("id", "title")
    assert (table.rows[0].values, table.rows[0].geometry) == ({"id": "a", "title": "A"}, point)
    assert table.rows[1].geometry is None


def test_a_feature_alone_is_a_file_too():
    data = json.dumps({"type": "Feature", "properties": {"namn": "A"}}).encode()
    assert values(read_table("x.json", data)) == [{"namn": "A"}]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"type": "FeatureCollection", ', "inte giltig JSON: rad 1"),
        (b'{"type": "Topology", "features": []}', "ingen GeoJSON"),
        (b'{"type": "FeatureCollection", "features": {}}', "ingen GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "inga rader"),
        (geojson(7), "inte är ett objekt"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "djupt"),
        (b'[{"a":' + b'{"a":' * 100 + b"1" + b"}" * 101 + b"]", "djupt"),
        (b'{"type": ' + b"9" * 5000 + b"}", "djupt nästlad, eller har orimliga tal"),
    ],
)
def test_a_bad_geojson_is_explained(data: bytes, why: str):
    with pytest.raises(GeodataError, match=why):
        read_table("x.geojson", data)


# KML and GPX


def test_kml_placemarks_become_rows():
    table = read_table(
        "x.kml",
        kml(
            "<Folder><Placemark><name>Bokbussen</name><description><![CDATA[<p>Var <b>tredje</b> "
            "vecka<script>alert(1)</script> &amp; ibland</p>]]></description><ExtendedData>"
            '<Data name="Kommun"><value>Motala</value></Data></ExtendedData>'
            "<Point><coordinates>15.0,58.5,0</coordinates></Point></Placemark></Folder>"
        ),
    )
    assert values(table) == [
        {"name": "Bokbussen", "description": "Var tredje vecka & ibland", "Kommun": "Motala"}
    ]
    assert table.rows[0].geometry == {"type": "Point", "coordinates": [15.0, 58.5]}


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("<LineString><coordinates>1,2 3,4</coordinates></LineString>", "LineString"),
        ("<MultiGeometry>" + "<Point><coordinates>1,2</coordinates></Point>" * 2
         + "</MultiGeometry>", "MultiPoint"),
        ("<Polygon><outerBoundaryIs><coordinates>1,2 3,4</coordinates></outerBoundaryIs></Polygon>",
         "Polygon"),
        ("", None),
    ],
)  # fmt: skip
def test_every_shape_of_kml_is_told_apart(shape: str, expected: str | None):
    row = read_table("x.kml", kml(f"<Placemark><name>A</name>{shape}</Placemark>")).rows[0]
    assert (row.geometry or {}).get("type") == expected


def test_gpx_points_routes_and_tracks_become_rows():
    point = '<trkpt lat="58.5" lon="15"/><trkpt lat="58.6" lon="15.1"/>'
    table = read_table(
        "x.gpx",
        gpx(
            '<wpt lat="58.5" lon="15"><name>A</name><link href="https://example.org/"/></wpt>'
            f"<trk><name>B</name><trkseg>{point}</trkseg><trkseg>{point}</trkseg></trk>"
            '<rte><name>C</name><rtept lat="1" lon="x"/></rte>'
        ),
    )
    assert values(table)[0] == {"name": "A", "link": "https://example.org/"}
    types = [row.geometry["type"] for row in table.rows if row.geometry]
    assert types == ["Point", "MultiLineString", "LineString"]
    assert table.rows[2].geometry["coordinates"] == [["x", 1.0]]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (f"{LAUGHS}<kml>&b;</kml>", "hänvisar till annat"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><kml/>', "hänvisar till annat"),
        ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><kml>&e;</kml>', "hänvisar"),
        ("<kml><Placemark></kml>", "inte giltig XML"),
        ("<a><body/></a>", "varken KML eller GPX"),
        ('<?xml version="1.0" encoding="klingon"?><kml/>', "inga rader"),
        ("<kml></kml>", "inga rader"),
    ],
)
def test_a_bad_xml_is_explained(data: str, why: str):
    with pytest.raises(GeodataError, match=why):
        read_table("x.kml", data.encode())


@pytest.mark.parametrize("name", ["a", "Placemark", "MultiGeometry"])
def test_xml_may_be_nested_as_deep_as_it_likes(name: str):
    deep = f"<{name}>" * 50_000 + f"</{name}>" * 50_000
    with pytest.raises(GeodataError, match="för djupt nästlad"):
        read_table("x.kml", kml(deep))


# Whatever comes


STARTS = [
    b"",
    b"PK\x03\x04",
    b"<kml>",
    b"<gpx ",
    b'{"type":"FeatureCollection","features":[',
    b"a;b\n",
]


@given(st.sampled_from(STARTS), st.binary(max_size=300))
def test_no_bytes_at_all_make_it_crash(start: bytes, rest: bytes):
    with suppress(GeodataError):
        assert read_table("x", start + rest).rows
