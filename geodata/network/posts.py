"""Posts of the national service network: read, search, validate and save.

``data/posts.json`` has the shipped posts. A stored post of an editor replaces the shipped one of
its slug; a removed one hides it. :func:`load_posts` is cached until the counter ``posts`` changes.

Examples
--------
>>> from geodata.database.store import Store
>>> store = Store("sqlite://")
>>> draft = {"slug": "traff", "kind": "event", "title": "Träff i Norsjö", "date": "2031-05-02"}
>>> save_post(store, validate_post(draft, "utkast"), "Kim").title
'Träff i Norsjö'
>>> [post.slug for post in load_posts(store).select(PostFilter(q="norsjö", kind=("event",)))]
['traff']
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from geodata.collection.geojson import Problem, explain
from geodata.collection.idea import (
    CleanModel,
    PartialDate,
    ShortText,
    Slug,
    Source,
    Text,
    Title,
    WebAddress,
    restricted_to,
)
from geodata.collection.search.text_index import TextIndex, words
from geodata.collection.vocabulary import POST_KINDS
from geodata.database.models import Decision, now
from geodata.database.models import Post as StoredPost
from geodata.database.store import Store, bump
from geodata.errors import GeodataError, Message
from geodata.text import free_name, slugify

log = logging.getLogger(__name__)

SEEDS = Path(__file__).parents[1] / "data" / "posts.json"
UNDATED = "utan-datum"
"""The month of a post without a date."""
_COLUMNS = {"title": 8, "place": 4, "kind": 3, "body": 1}


class PostLink(Source):
    """A link of a post: its source, or further reading."""

    url: WebAddress


class Post(CleanModel):
    """One post; ``body`` is plain text with paragraphs separated by an empty line.

    ``date`` may be in the future, for an event; None if the source does not say. ``links`` are
    sources and further reading, ``ideas`` the ids of the examples mentioned.
    """

    slug: Slug
    kind: Annotated[str, *restricted_to(POST_KINDS)]
    title: Title
    title_en: Title | None = None
    body: Text = ""
    body_en: Text | None = None
    date: PartialDate | None = None
    place: ShortText | None = None
    country: ShortText | None = None
    links: tuple[PostLink, ...] = Field(default=(), max_length=20)
    ideas: tuple[Slug, ...] = Field(default=(), max_length=50)

    @property
    def month(self) -> str:
        """The month in the archive: ``2020-10``, ``2020``, or ``UNDATED``."""
        return self.date[:7] if self.date else UNDATED

    def text(self, name: str, language: str) -> str:
        """Return ``title`` or ``body`` in a language, in Swedish where there is no translation."""
        translated = getattr(self, f"{name}_en") if language == "en" else None
        return str(translated or getattr(self, name))

    def is_ahead(self, today: dt.date) -> bool:
        """Return whether it is an event of today or later."""
        return bool(
            self.kind == "event" and self.date and self.date >= today.isoformat()[: len(self.date)]
        )


@dataclass(frozen=True, slots=True)
class PostFilter:
    """A filter of posts: search words, kinds (any of them) and a month as :attr:`Post.month`."""

    q: str = ""
    kind: tuple[str, ...] = ()
    month: str = ""

    def admits(self, post: Post) -> bool:
        """Return whether a post passes the filter, the text search apart."""
        return (not self.kind or post.kind in self.kind) and self.month in ("", post.month)


class Posts:
    """Posts with a search index, the newest first and the undated last. Safe to share."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self.posts = tuple(sorted(posts, key=lambda post: post.date or "", reverse=True))
        self.by_slug = {post.slug: post for post in self.posts}
        self._index = TextIndex(_COLUMNS, map(_indexed_text, self.posts))

    def select(self, filter: PostFilter) -> tuple[Post, ...]:
        """Return the posts that pass a filter; with search words, the most relevant first."""
        posts: Iterable[Post] = self.posts
        if words(filter.q):
            posts = (self.posts[row] for row in self._index.search(filter.q))
        return tuple(post for post in posts if filter.admits(post))


def _indexed_text(post: Post) -> tuple[str, ...]:
    kind = POST_KINDS[post.kind]
    links = " ".join(link.title for link in post.links)
    return (
        f"{post.title} {post.title_en or ''}",
        f"{post.place or ''} {post.country or ''}",
        f"{kind.sv} {kind.en}",
        f"{post.body} {post.body_en or ''} {links}",
    )


def months(posts: Iterable[Post]) -> dict[str, int]:
    """Return the number of posts by month, the newest month first and the undated last."""
    counts = Counter(post.month for post in posts)
    dated = sorted(counts.keys() - {UNDATED}, reverse=True)
    return {month: counts[month] for month in (*dated, UNDATED) if counts[month]}


def upcoming_first(posts: Iterable[Post], today: dt.date) -> tuple[list[Post], list[Post]]:
    """Split posts into coming events, the next one first, and the rest in the given order."""
    ahead: list[Post] = []
    rest: list[Post] = []
    for post in posts:
        (ahead if post.is_ahead(today) else rest).append(post)
    return sorted(ahead, key=lambda post: post.date or ""), rest


# Reading


@cache
def seed_posts() -> dict[str, Post]:
    """Return the shipped posts by slug. The dict is shared: do not change it."""
    documents = json.loads(SEEDS.read_text(encoding="utf-8"))
    return {post.slug: post for post in map(Post.model_validate, documents)}


def load_posts(store: Store) -> Posts:
    """Return the public posts; without a reachable database, the shipped ones."""
    try:
        return _posts(store, store.version("posts"))
    except SQLAlchemyError:
        log.exception("the network's posts cannot be read")
        return Posts(seed_posts().values())


@lru_cache(maxsize=4)
def _posts(store: Store, _version: int) -> Posts:
    merged = dict(seed_posts())
    for slug, state, document in _rows(store):
        merged.pop(slug, None)
        if state == "published":
            post = validate_post(document, slug)
            if isinstance(post, Post):
                merged[slug] = post
            else:
                log.warning("%s", post[0])
    return Posts(merged.values())


def removed_posts(store: Store) -> list[Post]:
    """Return the posts that editors have removed."""
    posts = (
        validate_post(document, slug)
        for slug, state, document in _rows(store)
        if state == "removed"
    )
    return [post for post in posts if isinstance(post, Post)]


def _rows(store: Store) -> list[tuple[str, str, dict[str, Any]]]:
    query = select(StoredPost.slug, StoredPost.state, StoredPost.document).order_by(StoredPost.id)
    with store.read() as session:
        return [(slug, state, document) for slug, state, document in session.execute(query)]


# Writing


def validate_post(document: Mapping[str, Any], name: str) -> Post | list[Problem]:
    """Return a document as a post, or its problems; ``name`` is its name in messages."""
    try:
        return Post.model_validate(document)
    except ValidationError as error:
        return list(explain(error, name, "inlägg"))


def new_slug(title: str, slugs: Iterable[str]) -> str:
    """Return a slug of a title, numbered from 2 if it is taken.

    Examples
    --------
    >>> new_slug("Träff i Åsele!", ["traeff-i-aasele"])
    'traeff-i-aasele-2'
    """
    return free_name(slugify(title)[:60].strip("-") or "inlagg", set(slugs))


class OutdatedPostError(GeodataError):
    """Somebody has saved or removed the post since it was read (optimistic locking)."""


def save_post(store: Store, post: Post, who: str, seen: Post | None = None) -> Post:
    """Publish a post, replacing one of its slug.

    Parameters
    ----------
    store, post
        The database and the post.
    who
        The editor, for the audit log.
    seen
        The post as it was when the editor began to change it; None replaces any.

    Raises
    ------
    OutdatedPostError
        If the post is another than ``seen`` by now; nothing is written then.
    """
    return _write(store, post, "published", "save_post", who, seen)


def remove_post(store: Store, post: Post, who: str) -> Post:
    """Hide a post, also a shipped one; :func:`save_post` restores it."""
    return _write(store, post, "removed", "remove_post", who)


def _write(
    store: Store, post: Post, state: str, action: str, who: str, seen: Post | None = None
) -> Post:
    document = post.model_dump(mode="json", exclude_none=True)
    with store.write() as session:
        row = session.scalar(select(StoredPost).where(StoredPost.slug == post.slug))
        if seen:
            _require_unchanged(row, seen)
        if row is None:
            row = StoredPost(slug=post.slug)
            session.add(row)
        row.document, row.state, row.changed = document, state, now()
        detail = {"title": post.title, "post": document}
        session.add(Decision(who=who, action=action, subject=post.slug, detail=detail))
        bump(session, "posts")
    return post


def _require_unchanged(row: StoredPost | None, seen: Post) -> None:
    present = validate_post(row.document, seen.slug) if row else seed_posts().get(seen.slug)
    if present != seen or (row and row.state != "published"):
        message = Message(
            "Någon annan har sparat eller tagit bort inlägget medan du skrev. Det du skrev finns "
            "kvar. Läs den nya versionen och spara igen."
        )
        raise OutdatedPostError(message)
