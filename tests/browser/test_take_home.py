"""The take-home file needs no server and no network, and holds the slides and their examples."""

import re
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from geodata.bank import open_bank
from geodata.collection.geojson import collect
from geodata.collection.idea import Idea
from geodata.pictures.decoding import encode
from geodata.workshop.tours import Tour, TourStop, ready_tour, tour_of
from pages.routes.presentation import take_home
from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, Start
from tests.browser.slides import SEE_ALL, expect_walk, headings, shows
from tests.examples import IDEAS, expected
from tests.factory import feature, hostile
from tests.pictures import encoded as image_file
from tests.pictures import image
from tests.tricks import TRICKS

TOUR = ready_tour("de-fem-forsta")
PICTURE = {
    "id": "a" * 32,
    "width": 1600,
    "height": 1200,
    "alt": "En butik",
    "photographer": "Kim Ek",
    "licence": "cc_by",
}
LINKS = "links => links.map(link => [link.textContent, link.getAttribute('href')])"
FOUND = "#examples .vw-list li:not([hidden])"


def bank() -> dict[str, Idea]:
    return open_bank().current().collection.by_id


class Stick:
    """A USB stick with a file on it, opened where there is no network at all."""

    def __init__(self, start: Start, folder: Path) -> None:
        self.start, self.folder = start, folder

    def open(self, page: str, fragment: str = "", **options: object) -> Page:
        path = self.folder / "visning.html"
        path.write_text(page, encoding="utf-8")
        self.visit = self.start(**{"address": "file://", "reduced_motion": "reduce"} | options)
        self.visit.page.context.set_offline(True)
        self.visit.page.goto(path.as_uri() + fragment)
        return self.visit.page


@pytest.fixture
def stick(start: Start, tmp_path: Path) -> Stick:
    return Stick(start, tmp_path)


def test_the_file_is_walked_through_as_the_page_is(stick: Stick):
    expect_walk(stick.open(take_home(TOUR, bank(), "sv")), TOUR, headings(TOUR))


def test_its_examples_are_searched_and_read(stick: Stick):
    page = stick.open(take_home(TOUR, bank(), "sv"), "#exempel")
    expect(page.locator(FOUND)).to_have_count(len(TOUR.ideas))
    page.locator("#search").fill("bokbuss")
    expect(page.locator(FOUND)).to_have_count(1)
    page.locator(f"{FOUND} button").click()
    expect(page.locator("#example h2")).to_contain_text("Motala")
    assert page.locator("#map .sk-municipality").count() == 290
    page.locator("#to-slides").click()
    shows(page, 0, TOUR.title)


def test_one_goes_from_a_slide_to_its_story_and_back(stick: Stick):
    page = stick.open(take_home(TOUR, bank(), "sv"), "#2")
    page.locator("[data-do=browse]").click()
    expect(page.locator("#example h2")).to_have_text(headings(TOUR)[2])
    expect(page).to_have_url(re.compile("#exempel$"))
    page.keyboard.press("PageDown")
    page.locator("#to-slides").click()
    shows(page, 2, headings(TOUR)[2])


@pytest.mark.parametrize(("language", "theme"), [("sv", "dark"), ("en", "light")])
def test_the_guides_about_its_examples_are_read_without_a_network_and_axe_is_content(
    stick: Stick, language: str, theme: str
):
    guides = open_bank().current().guides
    file = take_home(TOUR, bank(), language, guides)
    page = stick.open(file, "#1", color_scheme=theme, viewport=DESKTOP)
    assert violations(page) == []
    page.locator("[data-do=browse]").click()
    first = page.locator("#guides details").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.locator(".sk-guide[lang=sv] h3").first).to_have_text("I korthet")
    ids = page.locator("#guides details").evaluate_all("all => all.map(one => one.id)")
    about = {guide.id for key in TOUR.ideas for guide in guides.about(bank()[key])}
    assert {f"guide-{guide_id}" for guide_id in about} == set(ids)
    assert violations(page) == []


def test_each_stop_is_a_page_on_paper_with_text_and_sources(stick: Stick, tmp_path: Path):
    page = stick.open(take_home(TOUR, bank(), "sv"), "#1")
    page.pdf(path=tmp_path / "papper.pdf", prefer_css_page_size=True)
    sheets = PdfReader(tmp_path / "papper.pdf").pages
    pages = [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in sheets]
    assert len(pages) == len(TOUR.stops) + 1
    for number, stop in enumerate(TOUR.stops, start=1):
        words = pages[number].split()
        assert headings(TOUR)[number].split()[0] in words
        if stop.idea:
            joined = re.sub(r"\s", "", pages[number])
            assert all(source.url in joined for source in bank()[stop.idea].sources)


def test_twenty_stops_fit_on_any_stick():
    longest = sorted(bank().values(), key=lambda idea: -len(str(idea.to_feature())))[:20]
    tour = tour_of(longest, "Tjugo")
    guides = open_bank().current().guides
    files = [take_home(tour, bank(), language, guides) for language in ("sv", "en")]
    assert all(len(file.encode()) < 2_500_000 for file in files)


def test_ten_pictures_are_in_the_file(stick: Stick):
    photo = encode(image_file(image(1600, 1200)))
    (idea,) = collect([feature("x", pictures=[PICTURE, PICTURE | {"id": "b" * 32}])], "x").ideas
    own = (PICTURE | {"id": f"{n}" * 32, "alt": f"Bild {n}"} for n in range(8))
    stops = (TourStop.model_validate({"heading": "Vi", "picture": picture}) for picture in own)
    tour = Tour(title="Kvällen", stops=(TourStop(idea="x"), *stops))
    file = take_home(tour, {"x": idea}, "sv", load=lambda _, size: photo[size].content)
    assert file.count("data:image/jpeg;base64,") == 10
    assert len(file.encode()) < 6_000_000
    page = stick.open(file, "#1")
    is_seen = "e => e.complete && e.naturalWidth"
    expect(page.locator(".slide.now .photo figcaption")).to_have_text("Foto: Kim Ek. CC BY 4.0")
    assert page.locator(".slide.now .photo img").evaluate(is_seen) == 1600
    page.goto(f"{page.url.split('#')[0]}#9")
    last = page.locator(".slide.now .photo img")
    expect(last).to_have_attribute("alt", "Bild 7")
    expect(last).to_have_js_property("naturalWidth", 1600)
    page.goto(f"{page.url.split('#')[0]}#1")
    page.locator("[data-do=browse]").click()
    expect(page.locator("#example .vw-picture")).to_have_count(2)
    page.wait_for_function(
        "() => [...document.querySelectorAll('#example img')].every((e) => e.complete)"
    )
    widths = [e.evaluate(is_seen) for e in page.locator("#example .vw-picture img").all()]
    assert widths == [1600, 1024]


def test_nothing_in_a_tour_or_an_example_runs(stick: Stick):
    ideas = collect([hostile(n, trick) for n, trick in enumerate(TRICKS)], "x").by_id
    wicked = tuple(ideas)[:90]
    stops = tuple(TourStop(idea=key, note=TRICKS[at]) for at, key in enumerate(wicked))
    page = stick.open(take_home(Tour(title="x", stops=stops), ideas, "sv"))
    shown = page.evaluate(SEE_ALL)[1:-1]
    assert [text.split() for text in shown] == [ideas[key].title.split() for key in wicked]
    page.keyboard.press("ArrowLeft")
    page.locator("[data-do=browse]").click()
    expect(page.locator("#example")).to_be_visible()
    assert page.evaluate("[window.hacked, top.hacked]") == [None, None]


def test_only_our_own_scripts_may_run(stick: Stick):
    page = stick.open(take_home(TOUR, bank(), "sv"))
    page.evaluate(
        """() => { const s = document.createElement("script"); s.textContent = "window.ran = 1";
            document.body.append(s); }"""
    )
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in stick.visit.complaints.pop()


def test_examples_on_the_same_spot_can_each_be_opened(stick: Stick):
    ideas = collect([feature(f"by-{n}", title=f"Hus {n}") for n in range(3)], "x").by_id
    page = stick.open(take_home(tour_of(list(ideas.values()), "Byn"), ideas, "sv"), "#exempel")
    for number in range(3):
        mark = page.locator("#map").get_by_role("button", name=f"Hus {number}")
        if mark.count() == 0:
            page.locator("#map .sk-cluster").click()
        mark.first.click()
        expect(page.locator("#example h2")).to_have_text(f"Hus {number}")


def test_an_example_is_told_as_by_every_other_renderer(stick: Stick):
    page = stick.open(take_home(tour_of(list(IDEAS.values()), "x"), IDEAS, "sv"), "#exempel")
    for identifier, idea in IDEAS.items():
        page.evaluate("id => servicekartan.viewer.choose(id)", identifier)
        text = page.locator("#example").evaluate("node => node.textContent")
        content = expected(idea)
        for part in content.texts("services", "lessons", "stops", "facts", "copying", "sources"):
            assert part in text
        links = page.locator("#example ul:last-of-type a").evaluate_all(LINKS)
        assert dict(links) == content.addresses


def test_without_a_script_all_is_there_to_read(stick: Stick):
    page = stick.open(take_home(TOUR, bank(), "sv"), java_script_enabled=False)
    expect(page.locator(".slide .heading").last).to_be_visible()
    expect(page.locator(".slide:visible")).to_have_count(len(TOUR.stops) + 2)
