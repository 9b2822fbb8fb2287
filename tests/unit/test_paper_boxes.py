"""The look at printed pages finds what lies over something else, and nothing where all is clear."""

from pathlib import Path

import pytest
from fpdf import FPDF

from geodata.workshop.map_image import REGULAR
from tests.paper import collisions, outside


@pytest.fixture
def sheet() -> FPDF:
    """A sheet with two lines that are clear of each other."""
    pdf = FPDF(unit="pt")
    pdf.add_page()
    pdf.add_font("Source", fname=REGULAR)
    pdf.set_font("Source", size=12)
    pdf.text(50, 100, "Byalaget äger huset")
    pdf.text(50, 114, "och hyr ut det till butiken.")
    return pdf


def saved(pdf: FPDF, folder: Path) -> Path:
    pdf.output(str(folder / "blad.pdf"))
    return folder / "blad.pdf"


def test_lines_of_a_text_are_clear_of_each_other(sheet: FPDF, tmp_path: Path):
    file = saved(sheet, tmp_path)
    assert collisions(file) == []
    assert outside(file) == []


def test_a_text_over_another_is_found(sheet: FPDF, tmp_path: Path):
    sheet.text(60, 104, "Hoppa till innehållet")
    assert len(collisions(saved(sheet, tmp_path))) == 1


def test_an_area_behind_a_text_hides_nothing(sheet: FPDF, tmp_path: Path):
    sheet.set_fill_color(20, 84, 63)
    sheet.rect(40, 190, 200, 20, style="F")
    sheet.text(50, 204, "Rubrik på en platta")
    assert collisions(saved(sheet, tmp_path)) == []


def test_an_area_over_a_text_is_found(sheet: FPDF, tmp_path: Path):
    sheet.set_fill_color(20, 84, 63)
    sheet.rect(40, 88, 200, 14, style="F")
    assert len(collisions(saved(sheet, tmp_path))) == 1


def test_a_text_over_the_edge_is_found(sheet: FPDF, tmp_path: Path):
    sheet.text(560, 300, "En lång rad")
    assert len(outside(saved(sheet, tmp_path))) == 1
