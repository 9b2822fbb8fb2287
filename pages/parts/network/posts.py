"""Posts of the network: the list, a single post and the month archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from geodata.collection.geojson import IdeaCollection
from geodata.collection.vocabulary import POST_KINDS
from geodata.network.posts import UNDATED, Post
from pages.common.i18n import _, date, language, number
from pages.widgets.card import Choose, card, draw_heading, draw_link_card
from pages.widgets.markdown import link, plain
from pages.widgets.paging import draw_page

PAGE_SIZE = 10
"""How many posts a page of the list has."""
EXCERPT_LENGTH = 220
"""How many characters of a post's body the list shows."""


def when_and_where(post: Post) -> str:
    """Return the line under a title, as Markdown: kind, date, place and country."""
    kind = POST_KINDS[post.kind]
    parts = [
        f":material/{kind.icon}: {kind.label(language())}",
        date(post.date) if post.date else _("utan datum"),
        *(plain(part) for part in (post.place, post.country) if part),
    ]
    return " · ".join(parts)


def draw_posts(upcoming: Sequence[Post], past: Sequence[Post], choose: Choose) -> None:
    """Draw the upcoming events, then a page of past posts; ``choose`` gets a slug."""
    if not upcoming and not past:
        st.subheader(_("Inga inlägg passar"), anchor=False)
        st.markdown(_("Sök på något annat, eller välj en annan typ eller månad."))
        return
    if upcoming:
        st.header(_("På gång"), anchor="pa-gang")
        for post in upcoming:
            _draw_card(post, choose)
        st.header(_("Har hänt"), anchor="har-hant")
    draw_page("sida", past, PAGE_SIZE, lambda post: _draw_card(post, choose))


def _draw_card(post: Post, choose: Choose) -> None:
    key = f"post-{post.slug}"
    title, body = (post.text(name, language()) for name in ("title", "body"))
    with card(key):
        draw_heading(key, title, when_and_where(post), choose, post.slug, _excerpt(body))


def _excerpt(body: str) -> str:
    if len(body) <= EXCERPT_LENGTH:
        return body
    return body[:EXCERPT_LENGTH].rsplit(maxsplit=1)[0] + " …"


def draw_post(post: Post, collection: IdeaCollection) -> None:
    """Draw a post with its sources and the examples that it mentions."""
    st.title(plain(post.text("title", language())), anchor="innehall")
    st.markdown(when_and_where(post))
    for paragraph in post.text("body", language()).split("\n\n"):
        st.markdown(plain(paragraph))
    if post.links:
        st.header(_("Läs mer"), anchor=False)
        dates = (f", {date(source.date)}" if source.date else "" for source in post.links)
        lines = (link(source.title, source.url) for source in post.links)
        st.markdown("\n".join(f"- {line}{day}" for line, day in zip(lines, dates, strict=True)))
    _draw_examples(post, collection)


def _draw_examples(post: Post, collection: IdeaCollection) -> None:
    ideas = [collection.by_id[key] for key in post.ideas if key in collection.by_id]
    if ideas:
        st.header(_("Exempel på kartan"), anchor=False)
    for idea in ideas:
        draw_link_card(f"mentioned-{idea.id}", idea)


def draw_archive(counts: Mapping[str, int], selected: str, choose: Choose) -> None:
    """Draw the months that have posts, the selected one marked; ``choose`` gets a month."""
    st.subheader(_("Arkiv"), anchor=False)
    total = {"": sum(counts.values())}
    for month, count in (total | dict(counts)).items():
        st.button(
            f"{_month_name(month)} ({number(count)})",
            key=f"month-{month or 'all'}",
            type="primary" if month == selected else "tertiary",
            on_click=choose,
            args=(month,),
        )


def _month_name(month: str) -> str:
    if not month:
        return _("Alla månader")
    return _("Utan datum") if month == UNDATED else date(month).capitalize()


def draw_network_facts() -> None:
    """Draw facts about the network and a link to the submission form."""
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
