"""Stops of a tour: the list, the editor of the selected stop, and adding stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from pydantic import ValidationError

from geodata.collection.search.search_index import SearchIndex
from geodata.geography.gazetteer import Gazetteer, Place
from geodata.workshop.slides import Slide
from geodata.workshop.tours import (
    MAX_STOPS,
    Tour,
    TourStop,
    move_stop,
    replace_stop,
    with_idea,
    with_stop,
)
from pages.common.i18n import _, language, ngettext
from pages.parts.workshop import slide_picture
from pages.parts.workshop.opening import OpenTour
from pages.widgets import tour_basket
from pages.widgets.example_text import GLYPHS
from pages.widgets.map.place_candidates import MAX_NAME_LENGTH, draw_candidates
from pages.widgets.markdown import plain


def draw_stops(open_tour: OpenTour, slides: Sequence[Slide], gazetteer: Gazetteer) -> None:
    """Draw the stops, editable if the tour is ``mine``."""
    st.subheader(ngettext("{n} stopp", "{n} stopp", len(slides)), anchor=False)
    if not open_tour.mine:
        _draw_fixed(slides)
        return
    if not slides:
        st.markdown(_("Här är tomt än. Lägg till ett exempel eller en egen bild."))
        return
    st.session_state.stop = min(st.session_state.get("stop") or 0, len(slides) - 1)
    index = st.radio(
        _("Stopp i visningen"),
        range(len(slides)),
        key="stop",
        format_func=lambda number: _title(slides[number]),
        captions=[plain(slide.place) for slide in slides],
        label_visibility="collapsed",
        width="stretch",
    )
    _draw_editor(open_tour, slides[index], gazetteer)


def _title(slide: Slide) -> str:
    icon = GLYPHS[slide.idea.kind] if slide.idea else ":material/article:"
    note = _("finns inte längre")
    title = f"{slide.number}\\. {icon} {plain(slide.heading)}"
    return f"{title} :gray[{note}]" if slide.gone else title


def _draw_fixed(slides: Sequence[Slide]) -> None:
    for slide in slides:
        st.markdown(_title(slide))
        if slide.note:
            st.caption(plain(slide.note))


def _draw_editor(open_tour: OpenTour, slide: Slide, gazetteer: Gazetteer) -> None:
    index = slide.number - 1
    stop = open_tour.tour.stops[index]
    with st.container(key="stop-editor"):
        text = _("Stopp {at} av {all}")
        st.subheader(text.format(at=slide.number, all=len(open_tour.tour.stops)), anchor=False)
        _draw_moves(open_tour, stop, index)
        key = f"{open_tour.code}-{index}-{_changes()}"
        save = partial(_save, open_tour.code, stop, key, gazetteer)
        if stop.idea is None:
            _draw_free_fields(stop, key, save, gazetteer)
            slide_picture.draw_picture(open_tour, stop, key)
        st.text_area(
            _("Anteckning till den som berättar"),
            stop.note,
            key=f"note-{key}",
            max_chars=2_000,
            placeholder=_("Syns bara i talarvyn, och i filer som du gör med anteckningar"),
            on_change=save,
        )


def _draw_moves(open_tour: OpenTour, stop: TourStop, index: int) -> None:
    last = len(open_tour.tour.stops) - 1
    with st.container(horizontal=True, key="moves"):
        for name, icon, steps, disabled in (
            (_("Flytta upp"), "arrow_upward", -1, index == 0),
            (_("Flytta ner"), "arrow_downward", 1, index == last),
        ):
            st.button(
                name,
                key=f"move-{icon}",
                icon=f":material/{icon}:",
                disabled=disabled,
                on_click=_move,
                args=(open_tour.code, stop, index, steps),
            )
        st.button(
            _("Ta bort"),
            key="remove-stop",
            icon=":material/delete:",
            on_click=_remove,
            args=(open_tour.code, stop, index),
        )


def _draw_free_fields(
    stop: TourStop, key: str, save: Callable[[], None], gazetteer: Gazetteer
) -> None:
    heading = st.text_input(
        _("Bildens rubrik"),
        stop.heading or "",
        key=f"heading-{key}",
        live=True,
        max_chars=120,
        on_change=save,
    )
    if not heading.strip():
        st.caption(_("Bilden behöver en rubrik. Den gamla är kvar tills du skriver en ny."))
    st.text_area(_("Text"), stop.text, key=f"text-{key}", max_chars=2_000, on_change=save)
    st.text_input(
        _("Plats på kartan, om du vill"),
        stop.place or "",
        key=f"place-{key}",
        live=True,
        max_chars=MAX_NAME_LENGTH,
        placeholder=_("Skriv en ort"),
        on_change=save,
    )
    if stop.place and not stop.lonlat:
        draw_candidates(gazetteer, stop.place, partial(_take_place, gazetteer, key, save))


def _take_place(gazetteer: Gazetteer, key: str, save: Callable[[], None], place: Place) -> None:
    st.session_state[f"place-{key}"] = gazetteer.label(place)
    save()


def _save(code: str, stop: TourStop, key: str, gazetteer: Gazetteer) -> None:
    """Save all fields at once: several may have been changed since the page was drawn."""
    names = ("note",) if stop.idea else ("note", "heading", "text", "place")
    values = {name: st.session_state[f"{name}-{key}"].strip() for name in names}
    if "place" in values:
        place = gazetteer.named(values["place"])
        values["lonlat"] = (place.lon, place.lat) if place else None
        values["place"] = values["place"] or None
        values["heading"] = values["heading"] or stop.heading
    try:
        new_stop = TourStop.model_validate({**stop.model_dump(), **values})
    except ValidationError:
        st.toast(_("Det gick inte att spara. Korta texten."), icon=":material/error:")
        return
    # A press on "remove" in the same moment has been heard first: it means what it says.
    removed = not key.endswith(f"-{_changes()}")
    tour_basket.change(
        code,
        lambda tour: (
            tour if removed and stop not in tour.stops else replace_stop(tour, stop, new_stop)
        ),
    )


def _change_stops(code: str, edit: tour_basket.Edit) -> None:
    """Change the list of stops and renew the keys of the editor's fields."""
    tour_basket.change(code, edit)
    st.session_state["stop-turn"] = _changes() + 1


def _changes() -> int:
    return int(st.session_state.get("stop-turn", 0))


def _move(code: str, stop: TourStop, index: int, steps: int) -> None:
    _change_stops(code, lambda tour: move_stop(tour, _current_stop(tour, stop, index), steps))
    st.session_state.stop = index + steps


def _remove(code: str, stop: TourStop, index: int) -> None:
    _change_stops(code, lambda tour: replace_stop(tour, _current_stop(tour, stop, index)))


def _current_stop(tour: Tour, stop: TourStop, index: int) -> TourStop:
    """Return the stop's current version: text typed just before the press has changed it."""
    return tour.stops[index] if stop not in tour.stops and index < len(tour.stops) else stop


def draw_adding(open_tour: OpenTour, search_index: SearchIndex) -> None:
    """Draw the ways to add a stop: an example by its name, the map, or a free slide."""
    titles = {
        idea.id: f"{idea.text('title', language())} · {idea.place}" for idea in search_index.ideas
    }
    st.selectbox(
        _("Lägg till ett exempel"),
        [key for key in titles if key not in open_tour.tour.ideas],
        index=None,
        format_func=lambda key: titles.get(key, key),
        key="add-idea",
        placeholder=_("Skriv för att söka"),
        on_change=_add_idea,
        args=(open_tour.code,),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        slide = TourStop(heading=_("Och hos oss?"))
        st.button(
            _("Lägg till en egen bild"),
            key="add-slide",
            icon=":material/add:",
            on_click=_add,
            args=(open_tour.code, partial(with_stop, stop=slide)),
        )
        st.page_link("explore.py", label=_("Välj exempel på kartan"), icon=":material/map:")


def _add(code: str, edit: tour_basket.Edit) -> None:
    _change_stops(code, edit)
    # The list is cut to what there is: this is the last stop, wherever that turns out to be.
    st.session_state.stop = MAX_STOPS


def _add_idea(code: str) -> None:
    idea_id = st.session_state["add-idea"]
    st.session_state["add-idea"] = None
    if idea_id:
        _add(code, partial(with_idea, idea_id=idea_id))
