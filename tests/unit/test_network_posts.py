"""The network's posts: seeds and store as one, what is asked for, and what editors write."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from geodata.collection.vocabulary import POST_KINDS
from geodata.database.models import Decision
from geodata.database.models import Post as StoredPost
from geodata.database.store import Store
from geodata.network import posts as posts_module
from geodata.network.posts import (
    UNDATED,
    Post,
    PostFilter,
    Posts,
    months,
    new_slug,
    upcoming_first,
    validate_post,
)
from tests.shipped import SHIPPED
from tests.tricks import TRICKS

TODAY = dt.date(2026, 11, 24)


def post(slug: str = "traff", **changes: Any) -> Post:
    return Post.model_validate({"slug": slug, "kind": "news", "title": f"Om {slug}"} | changes)


dates = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2040, 1, 1)).map(
    lambda day: day.isoformat()
).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]]))
many = st.lists(
    st.builds(
        post,
        slug=st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        kind=st.sampled_from(list(POST_KINDS)),
        date=dates,
    ),
    unique_by=lambda item: item.slug,
)


@pytest.fixture
def store() -> Store:
    return Store("sqlite://")


def test_every_seed_has_a_source_both_languages_and_known_examples():
    ideas = SHIPPED.by_id
    for seed in posts_module.seed_posts().values():
        assert seed.links
        assert seed.title_en
        assert seed.body_en
        assert set(seed.ideas) <= set(ideas)


def test_an_undated_seed_says_so():
    undated = [seed for seed in posts_module.seed_posts().values() if not seed.date]
    assert undated
    assert all("datum" in seed.body or "Vilket år" in seed.body for seed in undated)


def test_a_stored_post_takes_the_place_of_the_files_and_a_removed_one_is_hidden(store: Store):
    first = posts_module.seed_posts()["nio-processledare"]
    posts_module.save_post(store, first.model_copy(update={"title": "Ny rubrik"}), "Kim")
    assert posts_module.load_posts(store).by_slug[first.slug].title == "Ny rubrik"
    posts_module.remove_post(store, first, "Kim")
    assert first.slug not in posts_module.load_posts(store).by_slug
    assert posts_module.removed_posts(store) == [first]
    posts_module.save_post(store, first, "Kim")
    assert posts_module.load_posts(store).by_slug[first.slug] == first


def test_every_change_is_in_the_audit_log_with_the_whole_post(store: Store):
    posts_module.save_post(store, post(), "Kim")
    posts_module.remove_post(store, post(), "Robin")
    with store.read() as session:
        decisions = session.scalars(select(Decision).order_by(Decision.id)).all()
    assert [(decision.who, decision.action) for decision in decisions] == [
        ("Kim", "save_post"),
        ("Robin", "remove_post"),
    ]
    assert all(Post.model_validate(decision.detail["post"]) == post() for decision in decisions)


def test_another_process_sees_a_new_post_at_its_next_question(tmp_path: Any):
    one, other = (Store(f"sqlite:///{tmp_path}/x.sqlite") for _ in range(2))
    before = posts_module.load_posts(other)
    assert posts_module.load_posts(other) is before
    posts_module.save_post(one, post(), "Kim")
    assert "traff" in posts_module.load_posts(other).by_slug


def test_a_stored_post_that_breaks_a_rule_is_left_out_and_the_rest_is_there(store: Store):
    with store.write() as session:
        session.add(StoredPost(slug="trasig", document={"slug": "trasig"}))
        posts_module.bump(session, "posts")
    posts = posts_module.load_posts(store)
    assert "trasig" not in posts.by_slug
    assert len(posts.posts) == len(posts_module.seed_posts())


def test_without_a_database_the_files_posts_are_there(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    def fail(_: str) -> int:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(store, "version", fail)
    assert len(posts_module.load_posts(store).posts) == len(posts_module.seed_posts())


def test_two_that_save_at_once_leave_one_post(store: Store):
    for title in ("Ett", "Två"):
        posts_module.save_post(store, post(title=title), "Kim")
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(StoredPost)) == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [("konferensen", "service-2030-pa-arlanda"), ("haradsback", "haradsback-invigt")],
)
def test_search_knows_swedish(query: str, expected: str):
    posts = Posts(posts_module.seed_posts().values()).select(PostFilter(q=query))
    assert expected in [item.slug for item in posts]


@given(many)
def test_the_months_hold_every_post_once(posts: list[Post]):
    counts = months(posts)
    assert sum(counts.values()) == len(posts)
    ready = Posts(posts)
    for month, count in counts.items():
        assert len(ready.select(PostFilter(month=month))) == count
    dated = [month for month in counts if month != UNDATED]
    assert dated == sorted(dated, reverse=True)


@given(many)
def test_the_newest_come_first_and_the_undated_last(posts: list[Post]):
    dates = [item.date or "" for item in Posts(posts).posts]
    assert dates == sorted(dates, reverse=True)


@given(many)
def test_only_events_to_come_are_ahead_and_the_next_one_is_first(posts: list[Post]):
    ahead, rest = upcoming_first(posts, TODAY)
    assert sorted(item.slug for item in (*ahead, *rest)) == sorted(item.slug for item in posts)
    assert [item.date for item in ahead] == sorted(item.date for item in ahead)
    assert all(item.kind == "event" for item in ahead)
    assert not any(item.kind == "event" and (item.date or "") > "2026-11-24" for item in rest)


@pytest.mark.parametrize(
    ("date", "expected"),
    [("2026-11-24", True), ("2026-11-23", False), ("2026-11", True), ("2026", True), (None, False)],
)
def test_an_event_is_ahead_until_its_day_is_over(date: str | None, expected: bool):
    assert post(kind="event", date=date).is_ahead(TODAY) is expected


@pytest.mark.parametrize(
    ("wrong", "property"),
    [
        ({"title": " "}, "title"),
        ({"kind": "skvaller"}, "kind"),
        ({"date": "i våras"}, "date"),
        ({"date": "2026-02-31"}, "date"),
        ({"links": [{"title": "x", "url": "javascript:alert(1)"}]}, "links.0.url"),
        ({"slug": "Å Ä"}, "slug"),
    ],
)
def test_what_breaks_a_rule_is_explained(wrong: dict[str, Any], property: str):
    problems = validate_post({"slug": "x", "kind": "news", "title": "T"} | wrong, "utkast")
    assert [problem.property for problem in problems] == [property]
    assert problems[0].what
    assert problems[0].how


@given(st.text(), st.sets(st.text()))
def test_a_slug_is_always_new_and_never_breaks_the_rule(title: str, taken: set[str]):
    slug = new_slug(title, taken)
    assert slug not in taken
    assert post(slug).slug == slug


def test_posts_keep_hostile_text_as_text(store: Store):
    facts = [
        {"slug": f"x-{number}", "kind": "news", "title": "T", "body": trick}
        for number, trick in enumerate(TRICKS)
    ]
    valid = [draft for fact in facts if isinstance(draft := validate_post(fact, "utkast"), Post)]
    assert len(valid) > len(TRICKS) / 2
    for draft in valid:
        posts_module.save_post(store, draft, draft.body[:100] or "x")
    bodies = {slug: item.body for slug, item in posts_module.load_posts(store).by_slug.items()}
    assert {draft.slug: bodies[draft.slug] for draft in valid} == {
        draft.slug: draft.body for draft in valid
    }
