"""Servicenätverket: the posts of the national service network."""

import streamlit as st

from geodata.bank import open_bank
from geodata.database.store import open_store
from geodata.network.posts import PostFilter, load_posts, months, upcoming_first
from geodata.swedish_time import today
from pages.common.i18n import _, language, number
from pages.common.links import labels
from pages.parts.network.followed_feed import draw_feed
from pages.parts.network.posts import draw_archive, draw_network_facts, draw_post, draw_posts
from pages.widgets import filters, view_tools
from pages.widgets.address import carry

collection = open_bank().current().collection
published = load_posts(open_store())


def choose(slug: str) -> None:
    """Open a post by its slug; ``""`` shows the list."""
    st.session_state.inlagg = slug


def show_first_page() -> None:
    """Close the open post and show the first page of the list."""
    st.session_state.sida = 1
    choose("")


def choose_month(month: str) -> None:
    """Filter the posts by a month (``YYYY-MM``); ``""`` shows all months."""
    st.session_state.manad = month
    show_first_page()


with st.sidebar:
    st.header(_("Sök och filtrera"), anchor=False)
    query = filters.draw_search("sok", _("serviceplan, Moskosel …"), show_first_page)
    kinds = st.pills(
        _("Typ"),
        list(labels("typ", language())),
        key="typ",
        format_func=labels("typ", language()).__getitem__,
        selection_mode="multi",
        bind="query-params",
        on_change=show_first_page,
    )
    posts_of_any_month = published.select(PostFilter(q=query, kind=tuple(kinds)))
    archive = st.container(key="archive", gap=None)

carry("inlagg", "manad")

with archive:
    draw_archive(months(posts_of_any_month), st.session_state.manad, choose_month)

active_filter = PostFilter(q=query, kind=tuple(kinds), month=st.session_state.manad)
hits = published.select(active_filter)
selected = published.by_slug.get(st.session_state.inlagg)

posts_column, about_column = st.columns([1.7, 1], gap="large")

with posts_column, st.container(key="posts"):
    if selected:
        st.button(_("Alla inlägg"), icon=":material/arrow_back:", on_click=choose, args=("",))
        view_tools.draw_tools()
        draw_post(selected, collection)
    else:
        st.title(_("Servicenätverket"), anchor="innehall")
        total = number(len(published.posts))
        count = _("{n} av {all} inlägg").format(n=number(len(hits)), all=total)
        st.html(f'<p role="status">{count}</p>')
        view_tools.draw_tools()
        if st.session_state.inlagg:
            st.info(_("Inlägget finns inte längre. Här är de som finns."))
        draw_posts(*upcoming_first(hits, today()), choose)

with about_column:
    draw_network_facts()
    draw_feed()
