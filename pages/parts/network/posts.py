"""The network's posts on the page: the list, one of them, and the month archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from geodata.collection.geojson import IdeaCollection
from geodata.collection.vocabulary import POST_KINDS
from geodata.network.posts import UNDATED, Post
from pages.common.i18n import _, date, language, number
from pages.widgets.example_text import kind_and_place
from pages.widgets.markdown import link, plain

Choose = Callable[[str], None]
PAGE = 10
"""How many posts stand in the list at a time."""
EXCERPT = 220
"""How many characters of a post the list shows."""


def when_and_where(post: Post) -> str:
    """Return the line under a title, as Markdown: kind, date, place and country."""
    kind = POST_KINDS[post.kind]
    parts = [
        f":material/{kind.icon}: {kind.label(language())}",
        date(post.date) if post.date else _("utan datum"),
        *(plain(part) for part in (post.place, post.country) if part),
    ]
    return " · ".join(parts)


def draw_list(ahead: Sequence[Post], rest: Sequence[Post], choose: Choose) -> None:
    """Draw the events to come, then a page of the rest; ``choose`` gets the slug pressed."""
    if not ahead and not rest:
        st.subheader(_("Inga inlägg passar"), anchor=False)
        st.markdown(_("Sök på något annat, eller välj en annan typ eller månad."))
        return
    if ahead:
        st.header(_("På gång"), anchor="pa-gang")
        for post in ahead:
            _draw_card(post, choose)
        st.header(_("Har hänt"), anchor="har-hant")
    pages = max(1, -(-len(rest) // PAGE))
    st.session_state.sida = min(st.session_state.get("sida") or 1, pages)
    first = (st.session_state.sida - 1) * PAGE
    for post in rest[first : first + PAGE]:
        _draw_card(post, choose)
    if pages > 1:
        st.pagination(pages, key="sida", bind="query-params", max_visible_pages=5)


def _draw_card(post: Post, choose: Choose) -> None:
    with st.container(key=f"card-post-{post.slug}", gap=None):
        title = f"**{plain(post.text('title', language()))}**"
        st.button(
            title, key=f"post-{post.slug}", type="tertiary", on_click=choose, args=(post.slug,)
        )
        st.markdown(when_and_where(post))
        st.caption(plain(_excerpt(post.text("body", language()))))


def _excerpt(body: str) -> str:
    if len(body) <= EXCERPT:
        return body
    return body[:EXCERPT].rsplit(maxsplit=1)[0] + " …"


def draw_post(post: Post, collection: IdeaCollection) -> None:
    """Draw a whole post, with links to where it comes from and to the examples it mentions."""
    st.title(plain(post.text("title", language())), anchor="innehall")
    st.markdown(when_and_where(post))
    for paragraph in post.text("body", language()).split("\n\n"):
        st.markdown(plain(paragraph))
    if post.links:
        st.header(_("Läs mer"), anchor=False)
        dated = (f", {date(each.date)}" if each.date else "" for each in post.links)
        lines = (link(each.title, each.url) for each in post.links)
        st.markdown("\n".join(f"- {line}{day}" for line, day in zip(lines, dated, strict=True)))
    _draw_examples(post, collection)


def _draw_examples(post: Post, collection: IdeaCollection) -> None:
    mentioned = [collection.by_id[key] for key in post.ideas if key in collection.by_id]
    if mentioned:
        st.header(_("Exempel på kartan"), anchor=False)
    for idea in mentioned:
        with st.container(key=f"card-mentioned-{idea.id}", gap=None):
            st.page_link(
                "explore.py",
                label=f"**{plain(idea.text('title', language()))}**",
                query_params={"idea": idea.id},
            )
            st.markdown(kind_and_place(idea))


def draw_archive(counts: Mapping[str, int], chosen: str, choose: Choose) -> None:
    """Draw the months that have posts, the chosen one marked; ``choose`` gets the month pressed."""
    st.subheader(_("Arkiv"), anchor=False)
    everything = {"": sum(counts.values())}
    for month, count in (everything | dict(counts)).items():
        st.button(
            f"{_month_name(month)} ({number(count)})",
            key=f"month-{month or 'all'}",
            type="primary" if month == chosen else "tertiary",
            on_click=choose,
            args=(month,),
        )


def _month_name(month: str) -> str:
    if not month:
        return _("Alla månader")
    return _("Utan datum") if month == UNDATED else date(month).capitalize()


def draw_about() -> None:
    """Say what the network is, and how to take part."""
    st.header(_("Vad är Servicenätverket?"), anchor=False)
    st.markdown(
        _(
            "Det nationella servicenätverket kom till efter projektet Service i samverkan. Hela "
            "Sverige ska leva samordnar det. Nätverket bevakar servicefrågor i Sverige och i andra "
            "länder och för dem vidare till politiken."
        )
    )
    st.markdown(link("servicebanken.helasverige.se", NETWORK_PAGE))
    st.page_link(
        "contribute.py", label=_("Bidra med ett eget exempel"), icon=":material/add_location:"
    )


NETWORK_PAGE = "https://servicebanken.helasverige.se/nationella-servicenatverket/"
