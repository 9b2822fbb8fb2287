"""The light page holds what the filter admits, in any spelling, and nothing that could run."""

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.api.conditional_response import make_body
from geodata.bank import open_bank
from geodata.collection.filter import Filter
from geodata.collection.vocabulary import KINDS, SERVICES, STATUSES
from pages.common.i18n import speaking
from pages.viewer import assets
from pages.viewer.page_writer import page_words, script_json, viewer_data, whole
from pages.widgets.map.embed_dialog import embed_path, frame_code, sizes
from tests.factory import FEATURES, feature
from tests.tricks import HTML, TRICKS
from tests.unit.conftest import Serve

filters = st.builds(
    Filter,
    q=st.sampled_from(["", "bok", "mack", "moskosel", "trollkarl", "a,b&c=d"]),
    kind=st.lists(st.sampled_from(list(KINDS)), unique=True).map(tuple),
    service=st.lists(st.sampled_from(list(SERVICES)), unique=True, max_size=4).map(tuple),
    county=st.lists(st.sampled_from(["24", "25", "05", "01"]), unique=True).map(tuple),
    status=st.lists(st.sampled_from(list(STATUSES)), unique=True).map(tuple),
    started=st.sampled_from([None, (2010, 2020)]),
)


class Page(HTMLParser):
    """The page's data, and what on it could run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.data = ""
        self.scripts: list[dict[str, str | None]] = []
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag == "script":
            self.scripts.append(dict(attrs))
            self._in_data = ("id", "data") in attrs

    def handle_endtag(self, _: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        self.data += data if self._in_data else ""


def ids(text: str) -> list[str]:
    return [idea["id"] for idea in json.loads(Page(text).data)["ideas"]]


@pytest.mark.slow
@given(filters, st.sampled_from(["sv", "en"]))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_page_holds_what_the_catalogue_selects(serve: Serve, filter: Filter, language: str):
    page = serve(None).get("/" + embed_path(filter, language)).text
    assert ids(page) == [idea.id for idea in open_bank().current().search_index.select(filter)]
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize(
    "query", ["kind=on_wheels", "kind=På hjul", "kind=On wheels&lang=en", "q=bokbuss", "county=05"]
)
def test_a_filter_may_be_spelled_in_any_way(serve: Serve, query: str):
    assert ids(serve().get(f"/embed?{query}").text) == ["bokbuss"]


@pytest.mark.parametrize("query", ["kind=trollkarl", "theme=x&lang=xx&started=aldrig", "%ff=%00"])
def test_nonsense_is_no_filter(serve: Serve, query: str):
    assert len(ids(serve().get(f"/embed?{query}").text)) == len(FEATURES)


def test_an_unchanged_page_is_not_sent_again(serve: Serve):
    client = serve()
    first = client.get("/embed", headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    again = client.get("/embed", headers={"If-None-Match": first.headers["etag"]})
    other = client.get("/embed?kind=fixed", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


def test_no_script_but_our_own_may_run(serve: Serve):
    answer = serve([feature(f"elak-{n}", title=trick) for n, trick in enumerate(HTML)]).get(
        "/embed"
    )
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    scripts = Page(answer.text).scripts
    assert [script.get("type") for script in scripts if "src" not in script] == ["application/json"]
    assert len(ids(answer.text)) == len(HTML)


@given(st.text() | st.sampled_from(TRICKS))
def test_json_in_a_script_says_the_same_and_ends_no_script(text: str):
    safe = script_json({"text": text})
    assert json.loads(safe) == {"text": text}
    assert not set("<>&\u2028\u2029") & set(safe)


def test_a_whole_page_asks_for_nothing_and_names_the_scripts_that_may_run(serve: Serve):
    serve()
    with speaking("sv"):
        data = viewer_data(open_bank().current().collection.ideas)
        text = whole(data, title="Karta", words=page_words(), home=None, text_only=None)
    assert not re.findall(r"""<[^>]+(?:src|href)=["'](?!#|data:)""", text.split('id="data"')[0])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy[1].count("sha256-") == text.count("<script>") == 2
    assert json.loads(Page(text).data)["layers"]["counties"]["type"] == "FeatureCollection"


def test_a_bundle_that_would_end_its_own_script_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assets, "bundle", lambda _: make_body(b'"</script>"'))
    with pytest.raises(ValueError, match="end tag"):
        whole({}, title="", words={}, home=None)


def test_the_code_for_others_pages_is_html_with_the_address_escaped():
    path = embed_path(Filter(q='"><script>'), "en", idea="butik", theme="dark")
    code = frame_code("https://karta.example/" + path, sizes()["small"])
    frame = Page(code)
    assert frame.scripts == []
    assert 'width="380"' in code
    assert "&amp;lang=en&amp;idea=butik&amp;theme=dark" in code


@pytest.mark.parametrize("notice", ["Vladimir Agafonkin", "Dave Leaver", "Permission is hereby"])
def test_every_copy_of_the_map_has_its_libraries_notices(notice: str):
    # The take-home file and the embedded map are copies too: all are made of this bundle.
    assert notice.encode() in assets.bundle("map.js").plain


def test_the_hits_are_ids_and_on_request_why(serve: Serve):
    client = serve()
    assert client.get("/embed/hits?q=bokbussen").json() == ["bokbuss"]
    assert client.get("/embed/hits?q=!&reasons=true").json() == {"ids": None, "reasons": {}}
    answer = client.get("/embed/hits?q=hälsorum&reasons=true&lang=en").json()
    assert answer["ids"] == ["vardrum"]
    assert answer["reasons"]["vardrum"]["services"] == [SERVICES["health_room"].en]
