"""Servicenätverket: posts to find, open and share."""

from pathlib import Path

from geodata.database.store import Store
from geodata.network import posts
from tests.browser.conftest import Start, Visit
from tests.server import serve_app
from tests.tricks import TRICKS

CARDS = "[class*=st-key-card-post-]"


def open_network(visit: Visit, query: str = "") -> Visit:
    visit.page.goto(f"{visit.site}/natverket{query}")
    visit.page.locator(f"{CARDS}, .st-key-posts h1").first.wait_for()
    visit.settle()
    return visit


def test_a_post_opens_has_an_address_and_leads_to_its_example(start: Start):
    visit = open_network(start())
    visit.page.get_by_role("button", name="Mötesplats Häradsbäck är invigd").click()
    visit.page.wait_for_url("**inlagg=haradsback-invigt**")
    again = open_network(start(), f"?{visit.page.url.split('?')[1]}")
    again.page.get_by_role("heading", level=1, name="Mötesplats Häradsbäck är invigd").wait_for()
    again.page.get_by_role("link", name="Mötesplats Häradsbäck: bygdebolagets").click()
    again.page.get_by_role("heading", level=2, name="Mötesplats Häradsbäck").wait_for()


def test_search_and_archive_narrow_the_list(start: Start):
    count = len(posts.seed_posts())
    visit = open_network(start())
    visit.page.get_by_role("button", name="April 2018").click()
    visit.page.wait_for_url("**manad=2018-04**")
    visit.page.get_by_test_id("stMain").get_by_text(f"1 av {count} inlägg", exact=True).wait_for()
    visit.page.get_by_role("button", name="Alla månader").click()
    visit.page.get_by_test_id("stMain").get_by_text(f"{count} av {count} inlägg").wait_for()
    visit.settle()
    visit.page.get_by_role("searchbox", name="Sök").fill("arlanda")
    visit.page.get_by_test_id("stMain").get_by_text(f"1 av {count} inlägg", exact=True).wait_for()
    assert visit.page.locator(CARDS).count() == 1


def test_nothing_in_a_post_runs(start: Start, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/store.sqlite"
    found = (
        posts.validate_post(
            {
                "slug": f"elak-{at}",
                "kind": "news",
                "title": trick[:120],
                "body": "\n\n".join(TRICKS),
                "place": trick[:300],
                "country": trick[:300],
                "links": [{"title": trick[:300], "url": "https://example.org/"}],
            },
            "x",
        )
        for at, trick in enumerate(TRICKS[::6])
    )
    store = Store(url)
    written = [
        posts.save_post(store, post, "Kim") for post in found if isinstance(post, posts.Post)
    ]
    with serve_app({"SERVICEKARTAN_STORE": url.removeprefix("sqlite:///")}) as address:
        visit = open_network(start(address=address), "?manad=utan-datum&sida=2")
        assert visit.page.evaluate("window.hacked") is None
        open_network(visit, f"?inlagg={written[0].slug}")
        visit.page.get_by_text("onerror").first.wait_for()
        assert visit.page.evaluate("window.hacked") is None
        visit.leave()
