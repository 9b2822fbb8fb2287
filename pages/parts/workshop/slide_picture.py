"""The picture on a tour's own slide: uploaded, described, and saved when nothing is missing."""

from __future__ import annotations

import streamlit as st

from geodata.collection.idea import Picture
from geodata.workshop.tours import MAX_TOUR_PICTURES, Tour, TourStop, replace_stop
from pages.common.i18n import _
from pages.parts.workshop.opening import OpenTour
from pages.widgets import tour_basket
from pages.widgets.pictures import fields


def draw_picture(open_tour: OpenTour, stop: TourStop, key: str) -> None:
    """Draw the fields of a free slide's picture; ``key`` is that of the slide's other fields."""
    pictures = open_tour.tour.pictures
    field = f"picture-{key}"
    text = st.session_state.setdefault(field, _to_text(stop.picture))
    with st.expander(_("Foto"), expanded=bool(text)):
        if not text and len(pictures) >= MAX_TOUR_PICTURES:
            st.markdown(_("En visning rymmer {n} egna foton.").format(n=MAX_TOUR_PICTURES))
            return
        fields.draw_fields(field, most=1, in_tours=True)
        if problem := fields.problem(text):
            st.caption(problem)
    _save(open_tour, stop, field)


def _to_text(picture: Picture | None) -> str:
    return fields.properties_to_text([picture.model_dump()] if picture else None)


def _save(open_tour: OpenTour, stop: TourStop, field: str) -> None:
    """Save the picture if it has been changed here and has all its texts, or is gone."""
    text = st.session_state[field]
    saved = st.session_state.setdefault(f"{field}-saved", text)
    if text == saved or fields.problem(text):
        return
    st.session_state[f"{field}-saved"] = text
    picture = next(iter(fields.complete(text)), None)
    changed = stop.model_copy(update={"picture": picture})

    def edit(tour: Tour) -> Tour:
        # Another window may have taken the last place meanwhile.
        edited = replace_stop(tour, stop, changed)
        return edited if len(edited.pictures) <= MAX_TOUR_PICTURES else tour

    if tour_basket.change(open_tour.code, edit):
        st.rerun()
