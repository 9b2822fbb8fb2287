"""Om: the data can be taken along, and its links lead somewhere."""

import json
from pathlib import Path

from geodata.collection.geojson import read
from geodata.settings import ROOT
from tests.browser.conftest import Start


def test_the_whole_collection_can_be_downloaded_and_its_own_links_lead_somewhere(
    start: Start, tmp_path: Path
):
    visit = start()
    visit.page.goto(f"{visit.site}/om")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Alla exempel som GeoJSON").click()
    download.value.save_as(tmp_path / "ideas.geojson")
    assert len(read(tmp_path / "ideas.geojson").ideas) == len(read(ROOT / "ideas.geojson").ideas)
    assert json.loads((tmp_path / "ideas.geojson").read_text())["type"] == "FeatureCollection"
    links = visit.page.locator(".st-key-about a[href]")
    links.nth(1).wait_for()
    addresses = {link.evaluate("a => a.href") for link in links.all()}
    own = [address for address in addresses if address.startswith(visit.site)]
    assert {f"{visit.site}/api/", f"{visit.site}/feed.atom"} <= set(own)
    assert all(visit.page.request.get(address).ok for address in own)
