"""Servicenätverket as Streamlit runs it: the list, one post, and the editors' form."""

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from geodata.database.store import open_store
from geodata.network import posts
from geodata.network.feed_reader import Entry, FeedState
from geodata.swedish_time import today
from pages.parts.editorial import access, network_posts
from pages.parts.network import followed_feed
from pages.parts.network.posts import PAGE_SIZE
from pages.widgets.markdown import plain
from tests.pages.conftest import Open

SEEDS = len(posts.seed_posts())
HOSTILE = "<b onmouseover=top.hacked=1>[x](javascript:alert(1)) :red[y] $z$"
LINK = {"title": HOSTILE, "url": "https://example.org/(x)"}


@pytest.fixture
def page(open_page: Open) -> Open:
    """Open Servicenätverket, with query parameters as the browser would send them."""

    def run(**params: str | list[str]) -> AppTest:
        app = open_page().switch_page("network.py")
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


def listed(app: AppTest) -> list[str]:
    keys = [button.key or "" for button in app.main.button]
    return [key.removeprefix("post-") for key in keys if key.startswith("post-")]


def publish(slug: str, **fields: object) -> None:
    document = {"slug": slug, "kind": "news", "title": f"Om {slug}"} | fields
    posts.save_post(open_store(), posts.Post.model_validate(document), "Ada")


def test_the_newest_post_comes_first_and_all_are_counted(page: Open):
    app = page()
    assert not app.exception
    newest = max(posts.seed_posts().values(), key=lambda post: post.date or "")
    assert listed(app)[0] == newest.slug
    assert f"{SEEDS} av {SEEDS} inlägg" in "".join(html.body for html in app.get("html"))


def test_an_event_to_come_stands_above_all_else(page: Open):
    tomorrow = today() + dt.timedelta(days=1)
    page()
    publish("moten", kind="event", date=tomorrow.isoformat())
    publish("annat", date="2026-01-01")
    app = page()
    assert listed(app)[:2] == ["moten", "annat"]
    assert [header.value for header in app.main.header][:2] == ["På gång", "Har hänt"]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"typ": "Evenemang"}, {"behovstrappan-i-norrbotten", "service-2030-pa-arlanda"}),
        ({"manad": "2018-04"}, {"nio-processledare"}),
        ({"sok": "arlanda"}, {"service-2030-pa-arlanda"}),
        ({"sok": "xyzzy"}, set()),
        ({"typ": "Politik och beslut", "sok": "xyzzy"}, set()),
        ({"typ": "Från utlandet", "sok": "Kisarazu"}, {"jp-kisarazu"}),
        ({"manad": "1999-01"}, set()),
    ],
)
def test_each_part_of_the_address_narrows_the_list(page: Open, params: dict, expected: set[str]):
    app = page(**params)
    assert not app.exception
    assert set(listed(app)) == expected
    if not expected:
        assert "Inga inlägg passar" in [title.value for title in app.subheader]


def test_a_post_has_its_own_address(page: Open):
    app = page(inlagg="haradsback-invigt")
    assert app.title[0].value == "Mötesplats Häradsbäck är invigd"
    assert any("helasverige.se" in text.value for text in app.main.markdown)


def test_a_post_opens_and_closes(page: Open):
    app = page()
    app.button(key="post-utmarkelser-2022").click().run()
    assert app.text_input(key="inlagg").value == "utmarkelser-2022"
    app.main.button[0].click().run()
    assert app.title[0].value == "Servicenätverket"


def test_a_post_that_is_not_there_is_said_and_the_list_is_shown(page: Open):
    app = page(inlagg="<script>")
    assert app.info[0].value.startswith("Inlägget finns inte")
    assert listed(app)


def test_a_month_of_the_archive_leads_to_as_many_posts_as_it_says(page: Open):
    app = page()
    months = [button for button in app.sidebar.button if button.key != "month-all"]
    for key, label in [(button.key, button.label) for button in months]:
        app.button(key=key).click().run()
        # The month without a date has more posts than a page of the list holds.
        on_page = min(int(label.rpartition("(")[2].rstrip(")")), PAGE_SIZE)
        assert len(listed(app)) == on_page


def test_hostile_text_is_shown_letter_by_letter(page: Open):
    page()
    publish("x", title=HOSTILE, body=HOSTILE, place=HOSTILE, links=[LINK])
    app = page(inlagg="x")
    assert app.title[0].value == plain(HOSTILE)
    lines = [text.value for text in app.main.markdown if "onmouseover" in text.value]
    assert len(lines) == 3  # kind and place, body, link
    assert all(plain(HOSTILE) in text for text in lines)


def test_english_has_english_titles(page: Open):
    app = page(lang="en", inlagg="servicebanken-lanseras")
    assert app.title[0].value == "Servicebanken is open"


def test_a_feed_that_fails_is_one_line(page: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SERVICEKARTAN_FEED", "http://127.0.0.1:9/feed")
    monkeypatch.setattr(followed_feed, "PATIENCE_SECONDS", 10)
    app = page()
    assert not app.exception
    captions = [caption.value for caption in app.caption if "svarar inte" in caption.value]
    assert captions == [r"127\.0\.0\.1 svarar inte just nu."]


def test_what_a_feed_says_is_text_and_a_link(page: Open, monkeypatch: pytest.MonkeyPatch):
    class Reader:
        def state(self, _: float) -> FeedState:
            return FeedState("x.org", (Entry(HOSTILE, "https://x.org/(1)", dt.date(2026, 5, 1)),))

    monkeypatch.setattr(followed_feed, "open_reader", Reader)
    lines = [text.value for text in page().markdown if "x.org" in text.value]
    assert lines == [rf"[{plain(HOSTILE)}](https://x.org/%281%29) · 1 maj 2026"]


def draw_editor() -> None:
    network_posts.draw_posts("Ada")
    access.draw_messages()


@pytest.fixture
def editor(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Run the editors' form alone, with an editor signed in."""
    assert open_page
    monkeypatch.setattr(access, "editor_name", lambda: "Ada")
    script = "from tests.pages import test_network; test_network.draw_editor()"
    return AppTest.from_string(script, default_timeout=20).run()


def write(app: AppTest, slug: str, **fields: str) -> AppTest:
    for name, value in fields.items():
        area = name in ("body", "links")
        (app.text_area if area else app.text_input)(key=f"post-{name}-{slug}").input(value)
    return app.button(key=f"post-go-{slug}").click().run()


def test_an_editor_writes_a_post(editor: AppTest):
    links = "https://example.org/a | Källan | 2026-05-31\nhttps://example.org/b"
    app = write(editor, "", title="Träff i Åsele", body="Ett.\n\nTvå.", links=links)
    assert not app.exception
    post = posts.load_posts(open_store()).by_slug["traeff-i-aasele"]
    assert post.body == "Ett.\n\nTvå."
    assert [(source.title, source.date) for source in post.links] == [
        ("Källan", "2026-05-31"),
        ("example.org", None),
    ]
    assert app.selectbox(key="post-chosen").value == "traeff-i-aasele"


def test_what_is_wrong_is_said_and_what_was_written_stays(editor: AppTest):
    app = write(editor, "", title="Hej", date="i morgon", links="javascript:alert(1)")
    assert [error.value.split("\\")[0] for error in app.error] == ["Datum", "Länkar"]
    assert app.text_input(key="post-title-").value == "Hej"
    assert len(posts.load_posts(open_store()).posts) == SEEDS


def test_an_editor_removes_a_post_and_brings_it_back(editor: AppTest):
    app = editor.selectbox(key="post-chosen").set_value("nio-processledare").run()
    next(button for button in app.button if button.label == "Ta bort inlägget").click().run()
    assert "nio-processledare" not in posts.load_posts(open_store()).by_slug
    app.button(key="post-back-nio-processledare").click().run()
    assert "nio-processledare" in posts.load_posts(open_store()).by_slug


def test_a_change_without_sign_in_does_nothing(editor: AppTest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(access, "editor_name", lambda: None)
    app = write(editor, "", title="Smyg")
    assert len(posts.load_posts(open_store()).posts) == SEEDS
    assert "inte inloggad" in app.error[0].value


def test_a_new_post_has_todays_date_from_the_start(editor: AppTest):
    assert editor.text_input(key="post-date-").value == today().isoformat()
