"""Text from people is text: nothing in it runs, in any field, on the map or in the panel."""

from collections.abc import Callable

from tests.browser.conftest import Start
from tests.factory import feature

TRICKS = [
    "${window.parent.hacked=1}",
    "`+(window.parent.hacked=1)+`",
    "</script><script>parent.hacked=1</script>",
    "<img src=x onerror=parent.hacked=1>",
    "'\"--><svg onload=parent.hacked=1>",
    "{{7*7}}{{'map_div'}}",
    "\\u003cscript\\u003eparent.hacked=1",
    "[x](javascript:parent.hacked=1)",
]


def hostile(number: int, trick: str) -> dict[str, object]:
    return feature(
        f"elak-{number}",
        geometry={
            "type": "MultiPoint",
            "coordinates": [[19.45, 65.87], [19.9, 65.9], [20.2, 65.95]],
        },
        kind="on_wheels",
        title=trick,
        title_en=trick,
        summary=trick,
        description=trick,
        lessons=[trick],
        place=trick,
        operator=trick,
        stops=[{"name": trick, "schedule": trick}, {"name": "Mitten"}, {"name": trick}],
        sources=[{"title": trick, "url": "https://example.org/"}],
    )


def test_nothing_in_any_field_runs(start: Start, serve_features: Callable[[object], str]):
    features = [hostile(number, trick) for number, trick in enumerate(TRICKS)]
    address = serve_features({"type": "FeatureCollection", "features": features})
    visit = start(address=address).open()
    assert visit.counted() == visit.drawn() == len(TRICKS)
    for number, trick in enumerate(TRICKS):
        visit.open(f"/?idea=elak-{number}")
        marker = visit.frame.locator(".sk-selected")
        assert marker.get_attribute("aria-label") == trick
        visit.frame.locator(".sk-stop").last.hover()
        assert visit.frame.locator(".leaflet-tooltip").inner_text().strip() == trick.strip()
        assert visit.page.evaluate("window.hacked") is None
        assert visit.frame.evaluate("window.hacked") is None
