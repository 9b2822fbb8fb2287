"""The editors' form for the network's posts: write, change, remove and bring back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

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
from pages.common.errors import translated
from pages.common.i18n import _, language
from pages.common.links import labels
from pages.parts.editorial import access
from pages.widgets.markdown import plain

PROBLEMS = "post-problems"
FIELDS = (
    *("kind", "title", "body", "date", "place", "country", "links", "ideas"),
    *("title_en", "body_en"),
)


def draw(who: str) -> None:
    """Draw the form for the editor ``who``; every change goes through the guard."""
    known = load_posts(open_store()).by_slug
    slug = st.selectbox(
        _("Inlägg"),
        ["", *known],
        key="post-chosen",
        format_func=lambda each: known[each].title if each in known else _("Nytt inlägg"),
        on_change=_forget_problems,
    )
    post = known.get(slug)
    for problem in st.session_state.get(PROBLEMS, []):
        st.error(_explained(problem))
    _draw_form(post)
    st.caption(_("I loggen står {who}.").format(who=plain(who)))
    if post:
        st.button(_("Ta bort inlägget"), icon=":material/delete:", on_click=_remove, args=(post,))
    _draw_removed()


def _names() -> dict[str, str]:
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


def _explained(problem: Problem) -> str:
    name = _names().get(problem.property.split(".")[0], problem.property)
    return plain(f"{name}: {translated(problem.what)}. {translated(problem.how)}.")


def _key(name: str, post: Post | None) -> str:
    return f"post-{name}-{post.slug if post else ''}"


def _draw_form(post: Post | None) -> None:
    names = _names()
    written = _as_written(post)
    with st.form(_key("form", post), border=False):
        kinds = labels("typ", language())
        at = list(kinds).index(post.kind) if post else 0
        st.selectbox(
            names["kind"], list(kinds), at, key=_key("kind", post), format_func=kinds.__getitem__
        )
        st.text_input(names["title"], written["title"], 120, key=_key("title", post))
        help_text = _("Vanlig text. En tom rad börjar ett nytt stycke.")
        st.text_area(names["body"], written["body"], key=_key("body", post), help=help_text)
        _draw_facts(post, names, written)
        st.text_input(names["title_en"], written["title_en"], 120, key=_key("title_en", post))
        st.text_area(names["body_en"], written["body_en"], key=_key("body_en", post))
        label = _("Spara ändringen") if post else _("Publicera inlägget")
        st.form_submit_button(
            label, type="primary", key=_key("go", post), on_click=_save, args=(post,)
        )


def _draw_facts(post: Post | None, names: Mapping[str, str], written: Mapping[str, str]) -> None:
    when, where, country = st.columns(3)
    when.text_input(
        names["date"],
        written["date"],
        10,
        key=_key("date", post),
        help=_("Till exempel 2026-05-31, 2026-05 eller 2026. Tomt om det inte är känt."),
    )
    where.text_input(names["place"], written["place"], 300, key=_key("place", post))
    country.text_input(names["country"], written["country"], 300, key=_key("country", post))
    st.text_area(
        names["links"],
        written["links"],
        key=_key("links", post),
        help=_("En länk på varje rad: adress | rubrik | datum. Bara adressen måste stå där."),
    )
    known = open_bank().current().collection.by_id
    mentioned = list(post.ideas) if post else []
    st.multiselect(
        names["ideas"],
        [*known, *(key for key in mentioned if key not in known)],
        mentioned,
        key=_key("ideas", post),
        format_func=lambda each: known[each].title if each in known else each,
        placeholder=_("Sök bland exemplen"),
    )


def _as_written(post: Post | None) -> dict[str, str]:
    """What stands in the text fields."""
    texts = {name: str(getattr(post, name, None) or "") for name in FIELDS}
    lines = (
        " | ".join(filter(None, (each.url, each.title, each.date)))
        for each in (post.links if post else ())
    )
    return texts | {"links": "\n".join(lines)}


def read_links(lines: str) -> list[dict[str, str]]:
    """Return the links that somebody has written, one a line: ``address | title | date``."""
    found = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        url, title, date = (*(part.strip() for part in line.split("|")), "", "")[:3]
        title = title or urlsplit(url).hostname or url
        found.append({"url": url, "title": title} | ({"date": date} if date else {}))
    return found


def _written(post: Post | None, taken: Iterable[str]) -> dict[str, Any]:
    values = {name: st.session_state.get(_key(name, post)) for name in FIELDS}
    document = {name: value for name, value in values.items() if value}
    document["links"] = read_links(str(values["links"] or ""))
    slug = post.slug if post else new_slug(str(values["title"] or ""), taken)
    return document | {"slug": slug}


def _save(post: Post | None) -> None:
    store = open_store()
    taken = {
        *seed_posts(),
        *load_posts(store).by_slug,
        *(each.slug for each in removed_posts(store)),
    }
    found = validate_post(_written(post, taken), _("det du skrev"))
    if not isinstance(found, Post):
        st.session_state[PROBLEMS] = found
        return
    _forget_problems()
    if access.act(save_post, found):
        access.say(_("”{title}” är publicerat.").format(title=plain(found.title)), "success")
        st.session_state["post-chosen"] = found.slug


def _remove(post: Post) -> None:
    if access.act(remove_post, post):
        access.say(_("”{title}” är borttaget.").format(title=plain(post.title)), "success")


def _forget_problems() -> None:
    st.session_state.pop(PROBLEMS, None)


def _draw_removed() -> None:
    if gone := removed_posts(open_store()):
        st.subheader(_("Borttagna inlägg"), anchor=False)
    for post in gone:
        st.button(
            _("Ta tillbaka ”{title}”").format(title=plain(post.title)),
            key=f"post-back-{post.slug}",
            on_click=access.act,
            args=(save_post, post),
        )
