"""Previews of links: every address that one shares has a title, a description and a picture."""

import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geodata.disk_cache import DiskCache
from geodata.workshop import preview_image as drawing
from geodata.workshop.map_image import Points
from geodata.workshop.preview_image import Preview, preview_image, selection_picture
from pages.common.site_map import PAGES
from pages.middleware.page_language import PageLanguage
from tests.tricks import TRICKS
from tests.unit.conftest import Serve

STREAMLIT = '<html lang="en"><head><title>Streamlit</title></head><body></body></html>'


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "CACHE", DiskCache(tmp_path / "previews", limit=3))


def meta(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', page))


@pytest.fixture
def app(serve: Serve) -> TestClient:
    """The middleware before pages as Streamlit sends them."""
    serve()
    routes = [Route(page.address, lambda _: HTMLResponse(STREAMLIT)) for page in PAGES]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(PageLanguage)]))


def test_an_example_has_a_preview_on_both_its_addresses(serve: Serve, app: TestClient):
    for page in (serve().get("/exempel/butik").text, app.get("/?idea=butik").text):
        tags = meta(page)
        assert tags["og:title"] == "Butiken i byn"
        assert tags["og:image"] == "http://testserver/bild/exempel/butik.png"
        assert tags["og:description"]
        assert tags["twitter:card"] == "summary_large_image"


def test_the_start_page_and_selections_have_theirs(app: TestClient):
    assert meta(app.get("/").text)["og:title"] == "Servicekartan"
    tags = meta(app.get("/?county=25&pos=15,62,5&page=2").text)
    assert tags["og:title"] == "Exempel i Norrbottens län – Servicekartan"
    assert tags["og:url"] == "http://testserver/?county=25"
    assert meta(app.get("/?lang=en").text)["og:image"].endswith("/bild/karta.png?lang=en")


def test_what_is_private_is_in_no_preview(app: TestClient):
    assert "hemlig" not in app.get("/bidra?kvitto=hemlig").text
    assert meta(app.get("/redaktion").text) == {}


def test_a_tour_has_one(serve: Serve):
    tags = meta(serve(None).get("/visning/vard-nara").text)
    assert tags["og:title"]
    assert tags["og:image"] == "http://testserver/bild/visning/vard-nara.png"


@pytest.mark.parametrize(
    "path", ["/bild/karta.png", "/bild/exempel/butik.png?lang=en", "/bild/visning/vard-nara.png"]
)
def test_the_picture_is_made_once(serve: Serve, path: str, monkeypatch: pytest.MonkeyPatch):
    client = serve()
    answer = client.get(path)
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert "max-age" in answer.headers["cache-control"]
    monkeypatch.setattr(drawing, "_draw", None)
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/bild/exempel/finns-inte.png", "/bild/visning/FINNS.png"])
def test_nothing_has_no_picture(serve: Serve, path: str):
    assert serve().get(path).status_code == 404


@pytest.mark.parametrize("title", ["", "a" * 120, "ord " * 30, "$x_1$ \\frac{", *TRICKS[::25]])
def test_any_title_can_be_drawn(title: str):
    content = preview_image(Preview(title, title, ((15.0, 62.0),), title, "fixed"))
    assert Image.open(io.BytesIO(content)).size == (1200, 630)


def test_old_pictures_give_way(tmp_path: Path):
    cache = DiskCache(tmp_path / "some", limit=3)
    for number in range(6):
        cache.write(f"{number:040x}", b"x")
    assert len(list((tmp_path / "some").iterdir())) == 3


def test_a_folder_that_cannot_be_written_keeps_nothing():
    cache = DiskCache(Path("/proc/nowhere"))
    cache.write("0", b"x")
    assert cache.read("0") is None


def test_a_view_has_a_qr_code_of_this_server_only(serve: Serve):
    client = serve()
    assert client.get("/dela/qr.svg?till=?idea=butik").text.startswith("<svg")
    assert client.get(f"/dela/qr.svg?till={quote('https://ond.example/')}").status_code == 200
    assert client.get(f"/dela/qr.svg?till={'å' * 5000}").status_code in (200, 400)


def test_a_selection_has_a_map_for_paper_drawn_once(serve: Serve, monkeypatch: pytest.MonkeyPatch):
    client = serve()
    page = client.get("/exempel?kind=fixed").text
    (path,) = re.findall(r'class="vw-paper vw-paper-map" src="([^"]*)"', page)
    image = client.get(f"/{path}")
    assert Image.open(io.BytesIO(image.content)).size == drawing.PAPER
    unknown = client.get("/bild/urval.png?exempel=finns-inte")
    assert unknown.content != image.content
    assert client.get("/bild/urval.png?exempel=butik").status_code == 200
    monkeypatch.setattr(drawing, "map_picture", None)
    assert client.get(f"/{path}").content == image.content
    assert "vw-paper-map" not in client.get("/exempel?q=xyzzy").text


def test_the_map_of_very_many_examples_puts_those_together_that_are_near(
    monkeypatch: pytest.MonkeyPatch,
):
    drawn: list[int] = []

    def draw(points: Points, *_: object) -> bytes:
        drawn.append(len(points))
        return b""

    monkeypatch.setattr(drawing, "map_picture", draw)
    selection_picture(tuple((15 + n / 10_000, 60.0) for n in range(10_000)))
    assert drawn == [11]
