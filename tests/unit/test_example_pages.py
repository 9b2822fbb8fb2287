"""Every example has a page of its own that needs no script."""

import json
import re

import pytest
from defusedxml import ElementTree

from tests.factory import FEATURES, feature
from tests.tricks import TRICKS
from tests.unit.conftest import Serve

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_the_page_tells_all_about_the_example(serve: Serve):
    complete = feature(
        "full", description="Om **det**.", lessons=["Börja i tid"], operator="Byalaget"
    )
    page = serve([complete]).get("/exempel/full").text
    for part in ("Exempel full", "Moskosel, Arvidsjaur", "<strong>det</strong>", "Börja i tid"):
        assert part in page
    for part in ("Byalaget", 'href="https://example.org/"', "Dagligvaror", 'href="../?idea=full"'):
        assert part in page


def test_search_engines_are_told_what_it_is(serve: Serve):
    page = serve().get("/exempel/butik?lang=en").text
    data = json.loads(page.split('ld+json">')[1].split("</script>")[0])
    assert data["headline"] == "The village shop"
    assert data["contentLocation"]["geo"]["latitude"] == 65.87
    assert '<link rel="canonical" href="http://testserver/exempel/butik?lang=en">' in page
    assert '<meta property="og:title" content="The village shop">' in page
    assert 'hreflang="sv" href="http://testserver/exempel/butik"' in page


def test_the_apps_public_address_may_be_set(serve: Serve, monkeypatch: pytest.MonkeyPatch):
    client = serve()
    monkeypatch.setenv("SERVICEKARTAN_ADDRESS", "https://karta.example/service")
    page = client.get("/exempel/butik").text
    assert 'rel="canonical" href="https://karta.example/service/exempel/butik"' in page


@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_example_that_is_not_there_is_said_in_a_sentence(serve: Serve, language: str):
    answer = serve().get(f"/exempel/bokbuss-i-dalen?lang={language}")
    assert answer.status_code == 404
    assert "q=bokbuss+i+dalen" in answer.text
    assert ("Det finns inget" in answer.text) == (language == "sv")


@pytest.mark.parametrize("identifier", ["<script>", "%22onload=x", "..%2f..", "a" * 5000, "%00"])
def test_whatever_is_asked_for_is_text(serve: Serve, identifier: str):
    answer = serve().get(f"/exempel/{identifier}")
    assert answer.status_code == 404
    assert "<script" not in answer.text


def test_no_trick_in_any_field_becomes_markup(serve: Serve):
    features = [
        feature(f"elak-{n}", title="x" + t, summary="x" + t, description=t, lessons=["x" + t])
        for n, t in enumerate(TRICKS)
    ]
    client = serve(features)
    plain = set(re.findall(r"<[a-z]+", client.get("/exempel/elak-0").text)) | {"<br", "<em"}
    plain |= {"<strong", "<code", "<blockquote", "<ol", "<h"}
    for number in range(0, len(features), 3):
        page = client.get(f"/exempel/elak-{number}")
        assert set(re.findall(r"<[a-z]+", page.text)) <= plain
        assert page.text.count("<script") == page.text.count("</script") == 2
        assert "default-src 'none'" in page.headers["content-security-policy"]


def test_the_list_is_filtered_like_the_map(serve: Serve):
    client = serve()
    assert client.get("/exempel").text.count('href="exempel/') == len(FEATURES)
    only = client.get("/exempel?kind=På hjul").text
    assert re.findall(r'href="exempel/([\w-]+)', only) == ["bokbuss"]


def test_the_site_map_names_every_example_in_both_languages(serve: Serve):
    root = ElementTree.fromstring(serve().get("/sitemap.xml").content)
    addresses = [loc.text for loc in root.findall("s:url/s:loc", SITEMAP)]
    links = [link.get("href") for link in root.findall("s:url/x:link", SITEMAP)]
    for example in FEATURES:
        assert f"http://testserver/exempel/{example['id']}" in addresses
        assert f"http://testserver/exempel/{example['id']}?lang=en" in links


def test_robots_are_led_to_the_site_map(serve: Serve):
    rules = serve().get("/robots.txt").text.splitlines()
    assert "Sitemap: http://testserver/sitemap.xml" in rules
    assert "Disallow: /redaktion" in rules


def test_an_unchanged_page_is_not_sent_again(serve: Serve):
    client = serve()
    for path in ("/exempel", "/exempel/butik", "/sitemap.xml", "/feed.atom"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (first.status_code, again.status_code) == (200, 304)
