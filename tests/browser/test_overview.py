"""Överblick: the shaded map, and figures that lead to as many examples as they say."""

from playwright.sync_api import Page, Route

from tests.browser.conftest import Start


def row(page: Page, label: str) -> tuple[int, str]:
    """The number in a row of a chart, and its link's address."""
    link = page.locator(".sk-figures th a").get_by_text(label, exact=True).first
    count = link.locator("xpath=ancestor::tr").locator("b").inner_text()
    return int(count), link.get_attribute("href")


def test_the_map_is_shaded_as_the_table_says_before_the_names_of_places_and_by_measure(
    start: Start,
):
    visit = start()
    held: list[Route] = []
    visit.page.context.route("**/geo/places*", lambda route: held.append(route))
    visit.open("/overblick")
    visit.frame.locator("path.sk-municipality").nth(289).wait_for(state="attached")
    visit.frame.locator("path[class*=sk-shade-]").nth(99).wait_for(state="attached")
    assert held
    shaded = visit.frame.locator("path[class*=sk-shade-]").count()
    metric = visit.page.get_by_test_id("stMetricValue").first.inner_text()
    assert shaded == int(metric.split()[0]) >= 100
    assert visit.frame.locator(".sk-legend li").count() == 6
    assert visit.frame.locator(".sk-point, .sk-cluster").count() == 0
    for route in held:
        route.continue_()
    visit.page.context.unroute_all()
    visit.page.get_by_role("radio", name="Per 10 000 invånare").click()
    visit.page.wait_for_url("**matt=Per*")
    visit.page.locator(".sk-figures thead", has_text="Per 10 000").first.wait_for()
    visit.frame.locator(".sk-legend", has_text="under").wait_for()


def test_a_pressed_municipality_says_its_figures_and_leads_to_its_examples(start: Start):
    visit = start().open("/overblick?pos=17.2,65.1,8")
    visit.frame.locator("path.sk-municipality").nth(289).wait_for(state="attached")
    box = visit.page.locator(".st-key-map-frame iframe").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    visit.page.mouse.move(x, y)
    visit.page.mouse.move(x + 3, y)
    said = visit.frame.locator(".leaflet-tooltip").inner_text()
    name, rest = said.split(": ")
    visit.page.mouse.click(x + 3, y)
    visit.page.locator(".st-key-chip-0", has_text=name).wait_for()
    visit.settle()
    assert visit.counted() == int(rest.split()[0])
    visit.page.get_by_role("link", name="Visa på kartan").click()
    visit.page.locator("[class*=st-key-card-hit-]").first.wait_for()
    visit.settle()
    assert visit.counted() == visit.in_legend() == int(rest.split()[0])


def test_a_figure_leads_to_as_many_examples_on_the_map(start: Start):
    # `tests/pages/test_overview.py` has every figure's address.
    visit = start().open("/overblick")
    count, _ = row(visit.page, "2015–2019")
    visit.page.locator(".sk-figures th a").get_by_text("2015–2019", exact=True).first.click()
    visit.page.locator(".st-key-chip-0").wait_for()
    visit.frame.locator(".sk-legend li").first.wait_for(state="attached")
    visit.settle()
    assert visit.counted() == visit.in_legend() == count > 0


def test_a_white_spot_leads_to_what_is_near_it(start: Start):
    visit = start()
    visit.page.goto(f"{visit.site}/overblick?county=25")
    visit.page.locator(".sk-lists a[href*='nara']").first.click()
    visit.page.get_by_role("heading", level=1, name="Nära ").wait_for()
