"""Text from people is text: none of the tricks runs or changes meaning, wherever it is shown."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Dialog, Page, expect

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.moderation import submissions
from geodata.moderation.review import publish
from geodata.network import posts
from geodata.text import clean
from geodata.workshop import rooms, tours
from geodata.workshop.room_messages import Note, PhoneMessage, save_messages
from tests.browser.conftest import Start, Visit
from tests.browser.slides import SEE_ALL
from tests.browser.steps import step
from tests.factory import cheap_hash, hostile
from tests.server import serve_app
from tests.tricks import TRICKS

TEXTS = [text for trick in TRICKS if any(map(str.isprintable, text := clean(trick).strip()))]
TELL_ALL = """() => servicekartan.viewer.data.ideas.forEach(
    idea => document.body.append(...servicekartan.viewer.describe(idea)))"""
TELL_TALE = """Object.defineProperty(window, "hacked", {
    set: () => console.error("hacked"), configurable: true
})"""
PASSWORD = "björnen sover i sitt lugna bo"


@dataclass
class Hostile:
    """An app in which people have written every trick in every field."""

    address: str
    tour: str
    room: str


def write_everything(folder: Path) -> tuple[str, str]:
    """Put a trick in every field of the file and the store; return the codes of tour and room."""
    features = [hostile(number, text) for number, text in enumerate(TEXTS)]
    file = folder / "ideas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features[::2]}), "utf-8")
    store = Store(f"sqlite:///{folder}/store.sqlite")
    bank = Bank(file, store)
    receipts = [
        submissions.submit(bank, made, submissions.Contact(name=text, email="kim@example.org"))
        for made, text in list(zip(features, TEXTS, strict=True))[1::2]
    ]
    # Some are on the map; the others wait for the editors.
    for receipt in receipts[::10]:
        publish(bank, submissions.load_submission(bank, receipt).idea_id, 1, TEXTS[0])
    for number, text in list(enumerate(TEXTS))[::3]:
        links = [{"title": text, "url": "https://example.org/"}]
        post = {"title": text, "body": text, "place": text, "country": text, "links": links}
        document = {"slug": f"elak-{number}", "kind": "news", **post}
        posts.save_post(store, posts.Post.model_validate(document), text)
    stops = [{"heading": t, "text": t, "place": t, "note": t} for t in TEXTS[:90]]
    ideas = [{"idea": "elak-0", "note": TEXTS[0]}, {"idea": "elak-2"}]
    tour = tours.Tour.model_validate({"title": TEXTS[3], "intro": TEXTS[4], "stops": ideas + stops})
    code = rooms.open_room(store, tour, "nyckel")
    notes = [Note(token=f"token-{n:03}", text=text[:300]) for n, text in enumerate(TEXTS)]
    save_messages(
        store,
        [PhoneMessage(code, f"phone-{n}", note) for n, note in enumerate(notes)],
    )
    return tours.create_tour(store, tour, "nyckel"), code


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    codes = write_everything(folder)
    env = {
        "SERVICEKARTAN_IDEAS": str(folder / "ideas.geojson"),
        "SERVICEKARTAN_STORE": str(folder / "store.sqlite"),
        "SERVICEKARTAN_EDITORS_HASH": cheap_hash(PASSWORD),
    }
    with serve_app(env) as address:
        yield Hostile(address, *codes)


@pytest.fixture
def visit(start: Start, hostile_app: Hostile) -> Visit:
    """A visit that complains of each dialog and of whatever runs, on any page and in any frame."""
    visit = start(address=hostile_app.address)
    visit.page.add_init_script(TELL_TALE)

    def dismiss(dialog: Dialog) -> None:
        visit.complaints.append(dialog.message)
        dialog.dismiss()

    visit.page.on("dialog", dismiss)
    return visit


def one_line(text: str) -> str:
    return " ".join(text.split())


def shown(page: Page, selector: str) -> str:
    return one_line(page.locator(selector).first.text_content() or "")


def test_the_app_tells_examples_and_posts_as_they_were_written_and_no_page_runs_anything(
    visit: Visit,
):
    page = visit.page
    visit.open("/?idea=elak-0")
    assert visit.drawn() == visit.counted() > len(TEXTS) / 2
    for number, text in list(enumerate(TEXTS))[::20]:
        step(page, f"/?idea=elak-{number}")
        heading = "text => document.querySelector('.st-key-panel h2').innerText.includes(text)"
        page.wait_for_function(heading, arg=one_line(text))
        mark = visit.frame.locator(".sk-selected")
        expect(mark).to_have_attribute("aria-label", text)
        visit.frame.locator(".sk-stop").last.hover()
        expect(visit.frame.locator(".leaflet-tooltip").last).to_have_text(text)
    for path, heading in (
        ("/nara?kommun=Arvidsjaur", "Nära Arvidsjaur"),
        ("/overblick", "Överblick"),
        ("/bidra", "Lämna in ett exempel"),
        ("/om", "Om Servicekartan"),
    ):
        step(page, path)
        page.get_by_role("heading", level=1, name=heading).wait_for()
        visit.settle()
    for number, text in list(enumerate(TEXTS))[::30]:
        step(page, f"/natverket?inlagg=elak-{number}")
        expect(page.locator("[data-testid=stMain] h1").first).to_have_text(text)


def test_the_editors_read_what_was_written(visit: Visit):
    visit.page.goto(f"{visit.site}/redaktion")
    visit.page.get_by_role("textbox", name="Ditt namn").fill(TEXTS[0][:60])
    visit.page.get_by_label("Redaktionens lösenord").fill(PASSWORD)
    visit.page.get_by_role("button", name="Logga in").click()
    visit.page.locator("[class*=st-key-card-queue-] button").first.click()
    visit.page.get_by_text("kim@example.org").first.wait_for()
    visit.settle()


@pytest.mark.parametrize("path", ["/workshop?visning={tour}", "/visning/{tour}", "/rum/{room}"])
def test_a_workshop_shows_what_was_written(visit: Visit, hostile_app: Hostile, path: str):
    visit.page.goto(visit.site + path.format(tour=hostile_app.tour, room=hostile_app.room))
    visit.page.get_by_text(TEXTS[0]).first.wait_for(state="attached")
    if path.startswith("/visning"):
        slides = visit.page.evaluate(SEE_ALL)[3:-1]
        assert list(map(one_line, slides)) == list(map(one_line, TEXTS[:90]))
        visit.page.keyboard.press("o")
        visit.page.goto(f"{visit.page.url.split('#')[0]}?talare#3")
    visit.page.wait_for_timeout(500)


def test_the_wall_shows_every_idea_from_the_room(visit: Visit, hostile_app: Hostile):
    visit.page.goto(f"{visit.site}/rum/{hostile_app.room}/resultat")
    visit.page.get_by_text(TEXTS[-1]).first.wait_for(state="attached")


def test_the_light_pages_show_what_was_written(visit: Visit):
    visit.page.goto(f"{visit.site}/embed?idea=elak-0")
    visit.page.locator(".sk-legend li").first.wait_for(state="attached")
    assert shown(visit.page, "#example h2") == one_line(TEXTS[0])
    listed = visit.page.locator("#list li").all_text_contents()
    assert all(any(one_line(text) in one_line(row) for row in listed) for text in TEXTS[::2])
    visit.page.evaluate(TELL_ALL)
    things = visit.page.locator("body :is(img, iframe, object, video, form, style, base)")
    assert things.count() == 0
    for number, text in list(enumerate(TEXTS))[::20]:
        visit.page.evaluate("id => servicekartan.viewer.choose(id)", f"elak-{number}")
        assert shown(visit.page, "#example h2") == one_line(text)
    for number, text in list(enumerate(TEXTS))[::16]:
        visit.page.goto(f"{visit.site}/exempel/elak-{number}")
        assert shown(visit.page, "h1") == one_line(text)


def test_the_feed_says_what_was_written(visit: Visit):
    feed = feedparser.parse(visit.page.request.get(f"{visit.site}/feed.atom").body())
    assert not feed.bozo
    assert {one_line(entry.title) for entry in feed.entries} <= set(map(one_line, TEXTS))


def _csv_titles(body: bytes) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))]


def _xlsx_titles(body: bytes) -> list[str]:
    header, *rows = load_workbook(io.BytesIO(body)).worksheets[0].iter_rows()
    column = [cell.value for cell in header].index("Rubrik")
    assert all(row[column].data_type == "s" for row in rows)
    return [str(row[column].value) for row in rows]


@pytest.mark.parametrize(("ending", "read"), [("csv", _csv_titles), ("xlsx", _xlsx_titles)])
def test_no_sheet_takes_text_for_a_formula(
    visit: Visit, ending: str, read: Callable[[bytes], list[str]]
):
    body = visit.page.request.get(f"{visit.site}/api/collections/ideas/items.{ending}").body()
    titles = read(body)
    assert len(titles) > len(TEXTS) / 2
    assert not any(title.lstrip().startswith(("=", "+", "-", "@")) for title in titles)
