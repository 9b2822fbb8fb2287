"""PowerPoint, PDF and results: everything is there, readable, and nothing in it can run."""

import io
import struct
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pypdf import PdfReader

from geodata.collection.geojson import collect
from geodata.workshop.map_image import map_picture
from geodata.workshop.pdf import to_pdf
from geodata.workshop.powerpoint import to_pptx
from geodata.workshop.room_results import results_geojson, results_xlsx
from geodata.workshop.rooms import RoomNote
from geodata.workshop.slides import Slide, slides
from geodata.workshop.tours import Tour, TourStop, ready_tour
from tests.factory import feature
from tests.shipped import SHIPPED
from tests.tricks import TRICKS

SITE = "https://kartan.example/exempel/{}".format
LONG = "Å" * 120
TOUR = Tour(
    title="Vår kväll – ”hemma” é",
    intro="Två bussar & <en> båt",
    stops=(
        TourStop(idea="motala-bokbuss", note="Fråga salen: å ä ö é – ”"),
        TourStop(idea="bokbaten"),
        TourStop(heading=LONG, text="ord " * 500, place="Gällö", lonlat=(15.2, 62.9)),
        TourStop(idea="finns-inte"),
    ),
)


def slides_of(tour: Tour, language: str = "sv") -> tuple[Slide, ...]:
    return slides(tour, SHIPPED.by_id, language)


def deck(tour: Tour, language: str = "sv"):
    return Presentation(io.BytesIO(to_pptx(tour, slides_of(tour, language), language)))


def text_of(page: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in page.shapes if shape.has_text_frame)


def test_powerpoint_has_a_slide_a_stop_with_map_sources_and_notes():
    pages = list(deck(TOUR).slides)
    assert len(pages) == 1 + len(TOUR.stops)
    bus = pages[1]
    assert bus.shapes.title.text == SHIPPED.by_id["motala-bokbuss"].title
    assert SHIPPED.by_id["motala-bokbuss"].sources[0].title in text_of(bus)
    assert bus.notes_slide.notes_text_frame.text == "Fråga salen: å ä ö é – ”"
    pictures = [[s for s in page.shapes if s.shape_type == 13] for page in pages]
    assert [len(page) for page in pictures] == [0, 1, 1, 1, 0]
    assert pictures[1][0]._element.nvPicPr.cNvPr.get("descr").startswith("Karta över trakten")
    assert "finns inte längre" in text_of(pages[4])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_lies_outside_its_slide(language: str):
    presentation = deck(ready_tour("de-fem-forsta", language), language)
    for page in presentation.slides:
        for shape in page.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= presentation.slide_width
            assert 0 <= shape.top <= shape.top + shape.height <= presentation.slide_height


def pdf(tour: Tour, language: str = "sv") -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(tour, slides_of(tour, language), language, SITE)))


@pytest.mark.slow
def test_the_hand_outs_text_can_be_selected_with_all_its_letters():
    text = "".join(page.extract_text() for page in pdf(TOUR).pages)
    assert "Vår kväll – ”hemma” é" in text
    assert "Två bussar & <en> båt" in text
    assert "Bokbåten lägger till" in text
    assert "Läs mer på kartan" in text
    assert text.count("Stopp ") == len(TOUR.stops)


def test_the_hand_out_says_its_title_and_language_and_has_a_bookmark_for_each_stop():
    reader = pdf(TOUR, "en")
    assert reader.metadata.title == TOUR.title
    assert reader.root_object["/Lang"] == "en"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    headings = [slide.heading for slide in slides_of(TOUR, "en")]
    assert [bookmark.title for bookmark in reader.outline] == headings


def test_the_hand_outs_fonts_are_embedded():
    fonts = [font for page in pdf(TOUR).pages for font in page["/Resources"]["/Font"].values()]
    below = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert below
    assert all("/FontFile2" in font["/FontDescriptor"] for font in below)


def test_a_slide_leads_to_its_example():
    content = to_pptx(TOUR, slides_of(TOUR), "sv", address=SITE)
    boxes = [s for page in Presentation(io.BytesIO(content)).slides for s in page.shapes]
    frames = [shape.text_frame for shape in boxes if shape.has_text_frame]
    runs = [run for frame in frames for line in frame.paragraphs for run in line.runs]
    assert {SITE("motala-bokbuss"), SITE("bokbaten")} <= {run.hyperlink.address for run in runs}


def test_the_hand_out_leads_to_the_examples():
    assert {SITE("motala-bokbuss"), SITE("bokbaten")} <= links(pdf(TOUR))


def links(reader: PdfReader) -> set[str]:
    """The addresses that a PDF file links to."""
    notes = (note.get_object() for page in reader.pages for note in page.get("/Annots", []))
    return {note["/A"]["/URI"] for note in notes}


def test_a_source_without_an_address_is_plain_text_on_paper():
    sources = [{"title": "Samtal med byalaget"}, {"title": "Nätet", "url": "https://example.org/x"}]
    ideas = collect([feature("butik", sources=sources)], "x").by_id
    tour = Tour(title="x", stops=(TourStop(idea="butik"),))
    reader = PdfReader(io.BytesIO(to_pdf(tour, slides(tour, ideas, "sv"), "sv", SITE)))
    assert links(reader) == {SITE("butik"), "https://example.org/x"}
    assert "Samtal med byalaget" in "".join(page.extract_text() for page in reader.pages)


def test_progress_is_told_to_the_end():
    for make in (to_pptx, to_pdf):
        parts: list[float] = []
        more = () if make is to_pptx else (SITE,)
        make(TOUR, slides_of(TOUR), "sv", *more, parts.append)
        assert parts == [0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize("points", [(), ((19.45, 65.87),), ((11.0, 55.4), (24.1, 69.0))])
def test_a_map_is_a_picture_of_the_size_asked_for(points: tuple):
    picture = map_picture(points, "Moskosel $x$ <b>", "fixed", 300, 200)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">2I", picture[16:24]) == (300, 200)


def test_the_point_is_drawn_in_its_kinds_colour():
    on_wheels = map_picture(((15.04, 58.54),), "Motala", "on_wheels", 300, 200)
    assert on_wheels != map_picture(((15.04, 58.54),), "Motala", "digital", 300, 200)


def test_peoples_tricks_become_files_that_open():
    tricks = [*TRICKS[::3], "=" * 1_900]
    stops = tuple(TourStop(heading="x", text=trick, note=trick) for trick in tricks[:100])
    tour = Tour(title="${7*7}", stops=stops)
    assert len(deck(tour).slides) == 1 + len(stops)
    text = "".join(page.extract_text() for page in pdf(tour).pages)
    assert "top.hacked=1" in text


NOTES = (
    RoomNote(
        1,
        "Bussen bör stanna vid macken",
        (15.0, 58.5),
        hidden=False,
        merged=(RoomNote(2, "Macken!", None, hidden=False),),
    ),
    RoomNote(3, "=HYPERLINK(0)", None, hidden=False),
    RoomNote(4, "Elakt", None, hidden=True),
)
DOTS = {"bokbaten": 7, "motala-bokbuss": 2, "borta": 1}


def sheet(name: str) -> list[tuple]:
    content = results_xlsx(TOUR, SHIPPED.by_id, DOTS, NOTES)
    return list(openpyxl.load_workbook(io.BytesIO(content))[name].values)


def test_results_list_what_got_most_dots_first():
    rows = sheet("Röster")
    assert rows[0][0] == "Exempel"
    assert [(row[5], row[4]) for row in rows[1:]] == [
        ("bokbaten", 7),
        ("motala-bokbuss", 2),
        ("borta", 1),
        ("finns-inte", 0),
    ]


def test_results_hold_the_rooms_ideas_and_none_can_run():
    rows = sheet("Rummets idéer")[1:]
    assert rows == [
        ("Bussen bör stanna vid macken\nMacken!", 15.0, 58.5),
        ("'=HYPERLINK(0)", None, None),
    ]


def test_results_with_a_place_are_geojson():
    features = results_geojson(TOUR, SHIPPED.by_id, DOTS, NOTES)["features"]
    kinds = [(f["properties"]["type"], f["properties"].get("dots")) for f in features]
    assert kinds == [("example", 2), ("example", 7), ("note", None)]
    assert features[2]["geometry"] == {"type": "Point", "coordinates": [15.0, 58.5]}
