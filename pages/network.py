"""Servicenätverket: what the national service network does and has seen."""

import datetime as dt

import streamlit as st

from geodata.bank import open_bank
from geodata.database.store import open_store
from geodata.network.posts import PostFilter, load_posts, months, upcoming_first
from pages.common.i18n import _, language, number
from pages.common.links import labels
from pages.parts.network import followed_feed
from pages.parts.network import posts as drawn
from pages.widgets import filters
from pages.widgets.address import carry

collection = open_bank().current().collection
published = load_posts(open_store())


def choose(slug: str) -> None:
    """Open a post, or the list."""
    st.session_state.inlagg = slug


def narrow() -> None:
    """Show the first page of the list: what is asked for has changed."""
    st.session_state.sida = 1
    choose("")


def choose_month(month: str) -> None:
    """Show the posts of one month, or of all."""
    st.session_state.manad = month
    narrow()


with st.sidebar:
    st.header(_("Sök och filtrera"), anchor=False)
    query = filters.draw_search("sok", _("serviceplan, Moskosel …"), narrow)
    kinds = st.pills(
        _("Typ"),
        list(labels("typ", language())),
        key="typ",
        format_func=labels("typ", language()).__getitem__,
        selection_mode="multi",
        bind="query-params",
        on_change=narrow,
    )
    anyhow = published.select(PostFilter(q=query, kind=tuple(kinds)))
    archive = st.container(key="archive", gap=None)

carry("inlagg", "manad")

with archive:
    drawn.draw_archive(months(anyhow), st.session_state.manad, choose_month)

wanted = PostFilter(q=query, kind=tuple(kinds), month=st.session_state.manad)
hits = published.select(wanted)
selected = published.by_slug.get(st.session_state.inlagg)

posts_column, about_column = st.columns([1.7, 1], gap="large")

with posts_column, st.container(key="posts"):
    if selected:
        st.button(_("Alla inlägg"), icon=":material/arrow_back:", on_click=choose, args=("",))
        drawn.draw_post(selected, collection)
    else:
        st.title(_("Servicenätverket"), anchor="innehall")
        all_of_them = number(len(published.posts))
        count = _("{n} av {all} inlägg").format(n=number(len(hits)), all=all_of_them)
        st.html(f'<p role="status">{count}</p>')
        if st.session_state.inlagg:
            st.info(_("Inlägget finns inte längre. Här är de som finns."))
        drawn.draw_list(*upcoming_first(hits, dt.datetime.now(dt.UTC).date()), choose)

with about_column:
    drawn.draw_about()
    followed_feed.draw()
