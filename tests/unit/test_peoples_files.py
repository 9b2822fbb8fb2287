"""Files as people's programs write them: the right value, or a remark that says what is missing."""

import json
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from openpyxl import Workbook
from openpyxl.comments import Comment

from geodata.errors import GeodataError
from geodata.importing.file_readers import Row, Table, read_table
from geodata.importing.plan import guess_columns
from tests.table_files import archive, geojson, gpx, kml, repacked, workbook, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def read(data: bytes | str, sheet: str | None = None) -> Table:
    return read_table("byar", data if isinstance(data, bytes) else data.encode(), sheet)


def first(data: bytes | str) -> Row:
    return read(data).rows[0]


def remarks(data: bytes | str) -> str:
    """Return all that is said of a file and its rows."""
    table = read(data)
    return "\n".join([*table.remarks, *(str(r) for row in table.rows for r in row.remarks)])


def placemark(inner: str) -> bytes:
    return kml(f"<Placemark><name>Butiken</name>{inner}</Placemark>")


def point_feature(*coordinates: float, **properties: object) -> dict[str, object]:
    geometry = {"type": "Point", "coordinates": list(coordinates)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


# CSV


@pytest.mark.parametrize("start", ["", "En rad;x\n" * 3])
def test_a_quote_open_at_the_end_is_refused_with_its_row(start: str):
    row = start.count("\n") + 2
    with pytest.raises(GeodataError, match=f"rad {row} som aldrig stängs.*”En butik"):
        read(f'Namn;Text\n{start}Butik;"En butik.\nTvå;B\nTre;C\n')


def test_a_quote_that_swallows_rows_is_told_of_at_its_row():
    rows = read('Namn;Text\nEtt;"En butik.\nTvå;B\nTre;"C"\nFyra;D\n').rows
    assert [bool(row.problem) for row in rows] == [True, False]
    assert "2 rader" in rows[0].problem


def test_a_cell_with_a_whole_row_in_it_is_no_cell():
    rows = read('Namn;Ort;Kommun;Text\n"A;a;a;x\nB;b;b;y\nC";c;c;z\nD;d;d;"En\nrad; till"\n').rows
    assert [bool(row.problem) for row in rows] == [True, False]


def test_the_delimiter_is_the_one_of_most_lines():
    data = "Byar, 2026\n\nNamn;Lat;Lon;Text\nA;64,1;17,3;x, y\nB;64,2;17,3;z, å\n"
    assert read(data).columns == ("Namn", "Lat", "Lon", "Text")


def test_a_cell_of_other_delimiters_does_not_hide_the_headings():
    data = 'Id;Stopp\na;"Torget | 64.16 | 17.35; Skolan | 64.18 | 17.37"\n'
    assert read(data).columns == ("Id", "Stopp")


@pytest.mark.parametrize("heading", ["[Namn];[Ort]", "<b>Namn</b>;Ort", "{Namn};Ort"])
def test_the_first_byte_alone_does_not_tell_the_format(heading: str):
    assert len(read(f"{heading}\nA;B\n").columns) == 2


@pytest.mark.parametrize("before", ["var byar = ", "show(", "/* byar */ ", "export default "])
def test_data_inside_a_script_is_told_of_as_that(before: str):
    with pytest.raises(GeodataError, match="ett skript"):
        read(before.encode() + geojson(point_feature(17, 64, namn="Butiken")) + b");")


# Headings


@pytest.mark.parametrize("above", [("Byar 2026",), ("Byar", None, "2026"), ("Enligt kommunen",)])
def test_titles_above_the_headings_are_left_out_with_a_remark(above: tuple[str | None, ...]):
    data = xlsx(above, (), ("Namn", "Slag", "Kommun", "Källa"), ("A", "Fast", "Åsele", "B"))
    assert first(data).values == {"Namn": "A", "Slag": "Fast", "Kommun": "Åsele", "Källa": "B"}
    assert "Rubrikerna står på rad 3" in remarks(data)


def test_headings_of_words_that_are_unknown_are_below_a_title_too():
    data = "Lista\nkod;grej;sak\n1;2;3\n4;5;6\n"
    assert read(data).columns == ("kod", "grej", "sak")


def test_a_table_of_one_column_has_its_heading_first():
    assert read("Namn\nA\nB\n").columns == ("Namn",)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_of_many_columns_the_known_and_the_filled_are_read(form: str):
    values = {f"x{n}": "1" for n in range(150)} | {"Namn": "A"}
    lines = [";".join(values), ";".join(values.values())]
    data = "\n".join(lines) if form == "csv" else json.dumps([values])
    assert first(data).values["Namn"] == "A"
    assert "51 läses inte: x99" in remarks(data)


# XLSX


def two_sheets(*, hidden: bool) -> bytes:
    book = Workbook()
    book.active.append(("Namn", "Ort"))
    book.active.append(("Ett", "A"))
    book.active.sheet_state = "hidden" if hidden else "visible"
    other = book.create_sheet("Mer")
    other.append(("Namn", "Ort"))
    other.append(("Två", "B"))
    return workbook(book)


def test_every_sheet_can_be_chosen_and_the_unread_are_named():
    table = read(two_sheets(hidden=False))
    assert ([s.name for s in table.sheets], table.sheet) == (["Sheet", "Mer"], "Sheet")
    assert "Det finns fler: Mer" in table.remarks[0]
    assert read(two_sheets(hidden=False), "Mer").rows[0].values["Namn"] == "Två"
    with pytest.raises(GeodataError, match="Bladen är: Sheet, Mer"):
        read(two_sheets(hidden=False), "Saknas")


def test_a_hidden_sheet_is_read_only_if_it_is_chosen():
    table = read(two_sheets(hidden=True))
    assert (table.rows[0].values["Namn"], table.sheets[0].hidden) == ("Två", True)
    assert read(two_sheets(hidden=True), "Sheet").rows[0].values["Namn"] == "Ett"


def changed_sheet(**changes: object) -> bytes:
    """Return a sheet of two rows below headings, with cells such as ``A2`` changed."""
    book = Workbook()
    for row in (("Namn", "Källa", "Länk"), ("A", "Byn", "x"), ("B", None, None)):
        book.active.append(row)
    for cell, change in changes.items():
        if cell == "merge":
            book.active.merge_cells(str(change))
        elif str(change).startswith("https://"):
            book.active[cell].hyperlink = change
        else:
            book.active[cell] = change
    return workbook(book)


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_an_error_is_no_value(error: str):
    data = changed_sheet(A2=error)
    assert "Namn" not in first(data).values
    assert f"Namn: cellen visar felet {error}" in remarks(data)


def test_a_formula_without_a_value_is_remarked_on():
    assert "Namn: formeln har inget värde" in remarks(changed_sheet(A2="=B2&C2"))


def test_escapes_are_the_characters_they_stand_for():
    assert first(changed_sheet(A2="Ett_x000D_\nTvå_x0041_")).values["Namn"] == "Ett\nTvåA"


@pytest.mark.parametrize(("merged", "sources"), [("B2:B3", ["Byn"] * 2), ("B2:C2", ["Byn", None])])
def test_merged_cells_hold_for_all_their_rows(merged: str, sources: list[str | None]):
    rows = read(changed_sheet(merge=merged)).rows
    assert [row.values.get("Källa") for row in rows] == sources


def test_a_cells_link_is_the_address_in_a_column_of_addresses():
    data = changed_sheet(C2="https://a.example/", C3="Läs mer")
    assert first(data).values["Länk"] == "https://a.example/"
    assert "i stället för ”x”" in remarks(data)


def test_a_link_in_another_column_gets_one_of_its_own():
    row = first(changed_sheet(A2="https://a.example/"))
    assert (row.values["Namn"], row.values["Länk i Namn"]) == ("A", "https://a.example/")


def test_what_a_sheet_does_not_show_is_remarked_on():
    book = Workbook()
    for row in (("Namn", "Ort"), ("A", "B"), ("C", "D")):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    for cell in ("A1", "A2"):
        book.active[cell].comment = Comment("Stängd", "Ada")
    text = remarks(workbook(book))
    assert "1 dolda rader är också lästa" in text
    assert "Dolda kolumner är också lästa: Ort." in text
    assert "Kommentarer vid celler läses inte. Här finns 1." in text


# KML and GPX


@pytest.mark.parametrize(
    ("inner", "column", "value"),
    [
        (
            '<Data name="Ort"><displayName>By</displayName><value>Fredrika</value></Data>',
            "Ort",
            "Fredrika",
        ),
        (
            "<description><![CDATA[<tr><td>Öppet</td><td>9-17</td></tr><td>1</td>]]></description>",
            "description",
            "Öppet 9-17\n1",
        ),
        (
            '<description><![CDATA[<a href="https://a.example/">Mer</a>]]></description>',
            "description",
            "Mer (https://a.example/)",
        ),
        (
            "<address>Sk&amp;ouml;vde &amp;amp; &amp;Aring;sele</address>",
            "address",
            "Skövde & Åsele",
        ),
        ("<address>&Ouml;ppet</address>", "address", "Öppet"),
        ("<address>a &lt; b</address>", "address", "a < b"),
    ],
)
def test_texts_in_kml_are_plain(inner: str, column: str, value: str):
    assert first(placemark(inner)).values[column] == value


@pytest.mark.parametrize(
    ("inner", "geometry"),
    [
        ("<Point><coordinates>17.35, 64.16, 0</coordinates></Point>", [17.35, 64.16]),
        ("<Point><coordinates>\n17.35 ,64.16\n</coordinates></Point>", [17.35, 64.16]),
        ("<Point><coordinates>17.35 64.16 0</coordinates></Point>", [17.35, 64.16]),
        (
            "<gx:Track><gx:coord>17.35 64.16 0</gx:coord><gx:coord>17 64 0</gx:coord></gx:Track>",
            [[17.35, 64.16], [17.0, 64.0]],
        ),
    ],
)
def test_positions_in_kml_are_read_as_they_are_meant(inner: str, geometry: object):
    assert first(placemark(inner)).geometry["coordinates"] == geometry


LINK = "<NetworkLink><Link><href>https://a.example/k.kml</href></Link></NetworkLink>"


def test_a_kml_that_points_elsewhere_says_where():
    with pytest.raises(GeodataError, match=r"pekar bara.*https://a\.example/k\.kml"):
        read(kml(LINK))
    data = kml(f"{LINK}<Placemark><name>A</name></Placemark>")
    assert "https://a.example/k.kml" in remarks(data)


def test_a_kmz_is_read_without_its_pictures():
    data = archive(doc__kml=placemark(""), bild__png=b"x")
    assert first(data).values == {"name": "Butiken"}
    assert "bild.png" in remarks(data)


def test_nothing_of_what_stands_twice_is_lost():
    way = "<wpt lat='64' lon='17'><name>A</name><link href='https://a.se'/><link href='https://b.se'/>"
    assert first(gpx(f"{way}</wpt>")).values["link"] == "https://a.se\nhttps://b.se"
    data = '<Data name="Ort"><value>A</value></Data><Data name="Ort"><value>B</value></Data>'
    assert first(placemark(data)).values["Ort"] == "A\nB"


def test_a_decimal_comma_in_gpx_is_a_point():
    assert first(gpx("<wpt lat='64,16' lon='17,35'/>")).geometry["coordinates"] == [17.35, 64.16]


def test_the_folder_of_a_placemark_is_a_column():
    inner = "<Placemark><name>A</name></Placemark>"
    assert first(kml(f"<Folder><name>Mackar</name>{inner}</Folder>")).values["Mapp"] == "Mackar"


def test_pictures_in_a_text_are_remarked_on():
    data = placemark("<description><![CDATA[<img src='a.png'>Butik]]></description>")
    assert first(data).values["description"] == "Butik"
    assert "bilder i texten" in remarks(data)


@pytest.mark.parametrize("name", ["Snippet", "snippet"])
def test_a_snippet_of_kml_is_the_summary_beside_a_description(name: str):
    table = read(placemark(f"<{name} maxLines='2'>Kort.</{name}><description>Långt.</description>"))
    columns = {field: table.rows[0].values[c] for field, c in guess_columns(table).items()}
    assert columns == {"title": "Butiken", "summary": "Kort.", "description": "Långt."}


WAY = '<wpt lat="64" lon="17"><name>A</name>'
POINT = '<trkpt lat="64" lon="17"><ele>12</ele></trkpt>'


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        (placemark("<TimeStamp><when>2020</when></TimeStamp>"), "Placemark/TimeStamp"),
        (placemark("<ExtendedData><x:a xmlns:x='y'>B</x:a></ExtendedData>"), "ExtendedData/a"),
        (placemark("<ExtendedData><SchemaData><SimpleArrayData><value>B</value></SimpleArrayData>"
                   "</SchemaData></ExtendedData>"), "SchemaData/SimpleArrayData"),
        (placemark("<Track><when>2020</when><coord>17 64</coord></Track>"), "Track/when"),
        (kml("<name>Byar</name><Folder><description>Från 2020</description><Placemark/></Folder>"),
         "Document/name, Folder/description"),
        (placemark("<Snippet maxLines='0'/><styleUrl>#a</styleUrl><visibility>1</visibility>"), ""),
        (gpx(f"<metadata><author><name>Bo</name></author></metadata>{WAY}<time>2020</time></wpt>"),
         "gpx/metadata, wpt/time"),
        (gpx(f"{WAY}<link href='https://a.se'><text>Byn</text></link></wpt>"), "link/text"),
        (gpx(f"<trk><name>A</name><trkseg>{POINT}{POINT}</trkseg></trk>"), "trkpt/ele"),
        (gpx(f"{WAY}<desc>B</desc></wpt>"), ""),
        (geojson({**point_feature(17, 64, namn="A"), "tid": "2020", "tom": ""}, licence="CC0"),
         "FeatureCollection/licence, Feature/tid"),
        (json.dumps({"data": [{"namn": "A"}], "antal": 1}), "antal"),
        (geojson(point_feature(17, 64, namn="A"), name="byar", bbox=[1, 2, 3, 4]), ""),
    ],
)  # fmt: skip
def test_what_no_column_has_is_named(data: bytes | str, parts: str):
    unread = [str(remark) for remark in read(data).remarks if "läses inte" in remark]
    assert unread == ([f"Det här i filen läses inte: {parts}"] if parts else [])


def test_a_number_is_an_id_of_a_feature_too():
    data = geojson({**point_feature(17, 64, namn="A"), "id": 0}, {"type": "Feature", "id": True})
    assert [row.values.get("id") for row in read(data).rows] == ["0", None]


def test_layers_of_a_geopackage_that_are_not_read_are_named(tmp_path: Path):
    path = tmp_path / "byar.gpkg"
    for layer in ("byar", "bussar"):
        frame = gpd.GeoDataFrame({"namn": ["A"]}, geometry=[shapely.Point(17, 64)], crs=4326)
        frame.to_file(path, layer=layer)
    table = read(path.read_bytes())
    assert [str(remark) for remark in table.remarks] == [
        "Bara lagret byar är läst. Det finns fler: bussar."
    ]


@pytest.mark.parametrize(("kind", "column"), [("boatTour", "GPX-typ"), ("Fast", "type")])
def test_types_of_a_gpx_are_kinds_only_if_they_are_known_as_such(kind: str, column: str):
    values = first(gpx(f'<wpt lat="64" lon="17"><name>A</name><type>{kind}</type></wpt>')).values
    assert values == {"name": "A", column: kind}


# GeoJSON


@pytest.mark.parametrize("between", ["\n", "\n\x1e", ",", " "])
def test_features_without_a_collection_are_rows(between: str):
    texts = [json.dumps(point_feature(17, 64, namn=name)) for name in "AB"]
    data = f"[{between.join(texts)}]" if between == "," else between.join(texts)
    assert [row.values for row in read(data).rows] == [{"namn": "A"}, {"namn": "B"}]


@pytest.mark.parametrize("wrap", [False, True])
def test_objects_in_an_array_are_rows(wrap: bool):
    objects = [{"namn": "A", "lat": 64.1}, {"namn": "B"}]
    data = json.dumps({"data": objects, "total": 2} if wrap else objects)
    assert [row.values["namn"] for row in read(data).rows] == ["A", "B"]


def test_a_name_that_an_object_has_twice_is_told_of():
    assert "Namn som står flera gånger i ett objekt: det sista gäller. ort" in remarks(
        '[{"namn": "A", "ort": "B", "ort": "C"}]'
    )


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::25834", "EPSG:25834"])
def test_a_crs_that_a_file_names_is_used(name: str):
    crs = {"type": "name", "properties": {"name": name}}
    data = geojson(point_feature(500000, 7300000, namn="A"), crs=crs)
    assert first(data).geometry["coordinates"] == pytest.approx([21.0, 65.8214], abs=1e-3)
    assert "EPSG:25834" in remarks(data)


UTM = {"type": "name", "properties": {"name": "EPSG:25834"}}
METRES = point_feature(500000, 7300000, namn="A")


@pytest.mark.parametrize(
    "document",
    [
        [METRES | {"crs": UTM}],
        [METRES | {"geometry": METRES["geometry"] | {"crs": "EPSG:25834"}}],
        [{"type": "FeatureCollection", "crs": UTM, "features": [METRES]}, point_feature(17, 64)],
        {"crs": UTM, "objekt": [{"namn": "A", "geometry": METRES["geometry"]}]},
    ],
)
def test_a_crs_is_used_wherever_it_is_named(document: object):
    table = read(json.dumps(document))
    assert [round(x, 2) for x in table.rows[0].geometry["coordinates"]] == [21.0, 65.82]
    assert [row.geometry["coordinates"] for row in table.rows[1:]] in ([], [[17, 64]])


def test_a_crs_that_is_not_known_is_refused():
    crs = {"type": "name", "properties": {"name": "Kommunens eget nät"}}
    with pytest.raises(GeodataError, match="Kommunens eget nät"):
        read(geojson(point_feature(5, 7, namn="A"), crs=crs))


def test_wgs84_by_its_names_changes_nothing():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert first(geojson(point_feature(17, 64), crs=crs)).geometry["coordinates"] == [17, 64]


def test_a_name_in_several_languages_is_a_column_in_each():
    names = {"sv": "Butiken", "en": "The shop"}
    values = first(geojson(point_feature(17, 64, namn=names, adress={"ort": "A"}))).values
    assert values == {"namn": "Butiken", "namn_en": "The shop", "adress.ort": "A"}
    assert "bara på fi" in remarks(geojson(point_feature(17, 64, namn={"fi": "Kauppa"})))


def test_a_language_may_have_a_region_unless_another_has_the_same():
    names = {"sv-SE": "Butiken", "en_GB": "The shop"}
    values = first(geojson(point_feature(17, 64, namn=names))).values
    assert values == {"namn": "Butiken", "namn_en": "The shop"}
    names = {"sv-SE": "Butiken", "sv-FI": "Boden"}
    values = first(geojson(point_feature(17, 64, namn=names))).values
    assert values == {"namn.sv-SE": "Butiken", "namn.sv-FI": "Boden"}


# What is not read


@pytest.mark.parametrize(
    ("data", "what", "how"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, r"\.xls", "XLSX"),
        (archive(content__xml=b"<x/>"), r"\.ods", "XLSX"),
        (archive(xl__bin=b""), "arkiv", "Packa upp"),
        (archive(a__shp=b"", a__dbf=b""), "shapefil", "GeoJSON"),
        (b"SQLite format 3\0" + b"\0" * 99, "GeoPackage", "Exportera"),
        (b"%PDF-1.7", "PDF", "CSV"),
        (b"\x1f\x8b\x08\0", "gzip", "Packa upp"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "hänvisar|webbsida", "tabell|Exportera"),
        (b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "XML", "XLSX"),
    ],
)
def test_a_format_that_is_not_read_is_named_with_what_to_do(data: bytes, what: str, how: str):
    with pytest.raises(GeodataError, match=f"({what})(.|\n)*({how})"):
        read(data)


# Strangers' files, each of which took seconds to hours or gigabytes: a test that hangs is one that
# fails. Sizes are those at which the old readers took more than a minute.

SPREAD = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(1, 20_000))
WIDE = '<mergeCell ref="A1:XFD1048576"/>' * 100_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        placemark(f"<description>{'&lt;br' * 200_000}</description>"),
        placemark(f"<Point><coordinates>{' ' * 1_000_000}</coordinates></Point>"),
        gpx("<trkseg>" * 2_000 + "</trkseg>" * 2_000),
        kml("<Placemark>" * 2_000 + "</Placemark>" * 2_000),
        repacked(xlsx(("x",)), SHEET, f"<x><row>{'<c/>' * 3_600_000}</row></x>"),
        repacked(xlsx(("x",)), SHEET, f"<x><sheetData>{SPREAD}</sheetData>{WIDE}</x>"),
        ("a;b\n" + '"' * 1_000_000).encode(),
        b"a;b\n" + b"\xe5" * 1_000_000,
        ("a;b\n" + '"x' + "\n" * 90_000 + "'\";c\n").encode(),
    ],
    ids=[
        "html",
        "spaces",
        "segments",
        "placemarks",
        "cells",
        "merged",
        "quotes",
        "letters",
        "lines",
    ],
)
def test_no_small_file_takes_long(data: bytes):
    with suppress(GeodataError):
        assert read(data).rows
