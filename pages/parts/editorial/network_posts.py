"""Editing of the network's posts: write, change, remove and restore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.geojson import Problem
from geodata.database.store import open_store
from geodata.network.posts import (
    Post,
    load_posts,
    new_slug,
    remove_post,
    removed_posts,
    save_post,
    seed_posts,
    validate_post,
)
from geodata.swedish_time import today
from pages.common.errors import translated
from pages.common.i18n import _, language
from pages.common.links import labels
from pages.parts.editorial import access
from pages.parts.editorial.diff import draw_text
from pages.parts.editorial.form.conflicts import draw_conflicts
from pages.parts.editorial.form.draft import DraftForm
from pages.widgets.markdown import plain

PROBLEMS = "post-problems"
FIELDS = (
    *("kind", "title", "body", "date", "place", "country", "links", "ideas"),
    *("title_en", "body_en"),
)


def draw_posts(editor: str) -> None:
    """Draw the choice of a post, its form and the removed posts; ``editor`` is a name."""
    posts = load_posts(open_store()).by_slug
    slug = st.selectbox(
        _("Inlägg"),
        ["", *posts],
        key="post-chosen",
        format_func=lambda slug: posts[slug].title if slug in posts else _("Nytt inlägg"),
        on_change=_forget_problems,
    )
    post = posts.get(slug)
    for problem in st.session_state.get(PROBLEMS, []):
        st.error(_problem_text(problem))
    _draw_form(post)
    if post:
        _draft_form(None).settle()
    st.caption(_("I loggen står {who}.").format(who=plain(editor)))
    if post:
        st.button(_("Ta bort inlägget"), icon=":material/delete:", on_click=_remove, args=(post,))
    _draw_removed()


def _field_names() -> dict[str, str]:
    return {
        "kind": _("Typ"),
        "title": _("Rubrik"),
        "body": _("Text"),
        "date": _("Datum"),
        "place": _("Ort"),
        "country": _("Land"),
        "links": _("Länkar"),
        "ideas": _("Exempel som nämns"),
        "title_en": _("Rubrik på engelska"),
        "body_en": _("Text på engelska"),
    }


def _problem_text(problem: Problem) -> str:
    name = _field_names().get(problem.property.split(".")[0], problem.property)
    return plain(f"{name}: {translated(problem.what)}. {translated(problem.how)}.")


def _version(post: Post | None) -> int:
    """Return a number that changes with a post's content, 0 for a new one."""
    return crc32(post.model_dump_json().encode()) if post else 0


def _key(name: str, post: Post | None) -> str:
    """Return a widget's key, which follows what is saved."""
    return f"post-{name}-{post.slug}-{_version(post)}" if post else f"post-{name}-"


def _draw_form(post: Post | None) -> None:
    names = _field_names()
    texts = _field_texts(post)
    form = _draft_form(post)
    draw_conflicts(form, form.fill(), names.__getitem__, _draw_value)
    kinds = labels("typ", language())
    index = list(kinds).index(post.kind) if post else 0
    st.selectbox(
        names["kind"], list(kinds), index, key=_key("kind", post), format_func=kinds.__getitem__
    )
    st.text_input(names["title"], texts["title"], 120, key=_key("title", post))
    help_text = _("Vanlig text. En tom rad börjar ett nytt stycke.")
    st.text_area(names["body"], texts["body"], key=_key("body", post), help=help_text)
    _draw_facts(post, names, texts)
    st.text_input(names["title_en"], texts["title_en"], 120, key=_key("title_en", post))
    st.text_area(names["body_en"], texts["body_en"], key=_key("body_en", post))
    form.keep()
    label = _("Spara ändringen") if post else _("Publicera inlägget")
    st.button(label, type="primary", key=_key("go", post), on_click=_save, args=(post,))


def _draft_form(post: Post | None) -> DraftForm:
    """Return the form with its saved values as the widgets have them."""
    kinds = list(labels("typ", language()))
    mentioned = list(post.ideas) if post else []
    ideas = [*open_bank().current().collection.by_id, *mentioned]
    saved = {"kind": post.kind if post else kinds[0], "ideas": mentioned}
    return DraftForm(
        name=f"post-{post.slug if post else ''}",
        number=_version(post),
        saved=_field_texts(post) | saved,
        options={"kind": kinds, "ideas": ideas},
        key=lambda name: _key(name, post),
    )


def _draw_value(name: str, value: Any) -> None:
    """Draw the value of a field of the form: a text, a kind or the ids of examples."""
    if name == "kind":
        value = labels("typ", language())[value]
    if name == "ideas":
        value = "\n".join(map(_idea_title, value))
    draw_text(str(value))


def _idea_title(idea_id: str) -> str:
    idea = open_bank().current().collection.by_id.get(idea_id)
    return idea.title if idea else idea_id


def _draw_facts(post: Post | None, names: Mapping[str, str], texts: Mapping[str, str]) -> None:
    date_column, place_column, country_column = st.columns(3)
    date_column.text_input(
        names["date"],
        texts["date"],
        10,
        key=_key("date", post),
        help=_("Till exempel 2026-05-31, 2026-05 eller 2026. Tomt om det inte är känt."),
    )
    place_column.text_input(names["place"], texts["place"], 300, key=_key("place", post))
    country_column.text_input(names["country"], texts["country"], 300, key=_key("country", post))
    st.text_area(
        names["links"],
        texts["links"],
        key=_key("links", post),
        help=_("En länk på varje rad: adress | rubrik | datum. Bara adressen måste stå där."),
    )
    ideas = open_bank().current().collection.by_id
    mentioned = list(post.ideas) if post else []
    st.multiselect(
        names["ideas"],
        [*ideas, *(key for key in mentioned if key not in ideas)],
        mentioned,
        key=_key("ideas", post),
        format_func=_idea_title,
        placeholder=_("Sök bland exemplen"),
    )


def _field_texts(post: Post | None) -> dict[str, str]:
    """Return the initial text of each field."""
    texts = {name: str(getattr(post, name, None) or "") for name in FIELDS}
    if post is None:
        # Without a date it would stand last, after all that has one.
        texts["date"] = today().isoformat()
    lines = (
        " | ".join(filter(None, (source.url, source.title, source.date)))
        for source in (post.links if post else ())
    )
    return texts | {"links": "\n".join(lines)}


def read_links(lines: str) -> list[dict[str, str]]:
    """Parse links written one a line: ``address | title | date``."""
    links = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        url, title, date = (*(part.strip() for part in line.split("|")), "", "")[:3]
        title = title or urlsplit(url).hostname or url
        links.append({"url": url, "title": title} | ({"date": date} if date else {}))
    return links


def _document(post: Post | None, slugs: Iterable[str]) -> dict[str, Any]:
    values = {name: st.session_state.get(_key(name, post)) for name in FIELDS}
    document = {name: value for name, value in values.items() if value}
    document["links"] = read_links(str(values["links"] or ""))
    slug = post.slug if post else new_slug(str(values["title"] or ""), slugs)
    return document | {"slug": slug}


def _save(post: Post | None) -> None:
    store = open_store()
    slugs = {
        *seed_posts(),
        *load_posts(store).by_slug,
        *(post.slug for post in removed_posts(store)),
    }
    _draft_form(post).collect()
    result = validate_post(_document(post, slugs), _("det du skrev"))
    if not isinstance(result, Post):
        st.session_state[PROBLEMS] = result
        return
    _forget_problems()
    if access.act(lambda editor: save_post(store, result, editor, post)):
        _draft_form(post).forget()
        access.say(_("”{title}” är publicerat.").format(title=plain(result.title)), "success")
        st.session_state["post-chosen"] = result.slug


def _remove(post: Post) -> None:
    if access.act(lambda editor: remove_post(open_store(), post, editor)):
        access.say(_("”{title}” är borttaget.").format(title=plain(post.title)), "success")


def _restore(post: Post, editor: str) -> Post:
    return save_post(open_store(), post, editor)


def _forget_problems() -> None:
    st.session_state.pop(PROBLEMS, None)


def _draw_removed() -> None:
    if posts := removed_posts(open_store()):
        st.subheader(_("Borttagna inlägg"), anchor=False)
    for post in posts:
        st.button(
            _("Ta tillbaka ”{title}”").format(title=plain(post.title)),
            key=f"post-back-{post.slug}",
            on_click=access.act,
            args=(partial(_restore, post),),
        )
