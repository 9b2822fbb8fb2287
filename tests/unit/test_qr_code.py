"""The QR code: one helper for screen and paper."""

from xml.etree import ElementTree as ET

import pytest

from geodata.palette import INK
from geodata.workshop.qr_code import qr_png, qr_svg

ADDRESS = "https://kartan.example/rum/BCDF?lang=sv"


@pytest.mark.parametrize(("pixels", "has_size"), [(None, False), (6, True)])
def test_the_element_has_the_size_of_its_modules_or_of_its_container(
    pixels: int | None, has_size: bool
):
    svg = qr_svg(ADDRESS, pixels)
    element = ET.fromstring(svg)
    assert element.tag == "{http://www.w3.org/2000/svg}svg"
    assert ("width" in element.attrib) is has_size
    assert INK in svg.lower()


def test_paper_gets_a_picture():
    assert qr_png(ADDRESS).startswith(b"\x89PNG")
