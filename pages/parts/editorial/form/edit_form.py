"""Form for editing all fields of an example."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.copying import COPYING
from geodata.collection.form_row import FIELDS, to_feature, to_row, with_extras
from geodata.collection.vocabulary import SERVICES, VOCABULARIES
from geodata.geography import municipalities as municipalities_module
from geodata.moderation.review import publish, save_edit
from pages.common.errors import translated
from pages.common.i18n import _, language
from pages.parts.editorial import access
from pages.parts.editorial.diff import draw_text, draw_value, field_label
from pages.parts.editorial.form.conflicts import draw_conflicts
from pages.parts.editorial.form.draft import DraftForm
from pages.widgets.markdown import plain
from pages.widgets.pictures.fields import (
    draw_fields,
    problem,
    properties_to_text,
    read,
    to_properties,
)

Feature = dict[str, Any]
Values = dict[str, Any]


def draw_form(feature: Feature, number: int) -> None:
    """Draw the form for version ``number`` of an example, 0 if only the file has it."""
    form = draft_form(feature, number)
    draft = form.fill()
    # No field of the page holds them: what the form keeps begins with what is saved.
    st.session_state.setdefault(form.key("pictures"), form.saved["pictures"])
    name = f"edit-{feature['id']}-{number}"
    row = to_row(feature)
    field = partial(_draw_field, name, row)
    draw_conflicts(form, draft, field_label, _draw_value)
    field("title", st.text_input)
    _draw_choices(name, row)
    field("other_services", st.text_input, help=_("Ord som ordlistan saknar. Syns bara här."))
    for text in ("summary", "description", "lessons"):
        field(text, st.text_area, help=_("En på varje rad.") if text == "lessons" else None)
    _draw_where(name, row, field)
    _draw_facts(name, row, field)
    with st.expander(_("På engelska")):
        for text in ("title_en", "summary_en", "description_en", "lessons_en"):
            field(text, st.text_input if text == "title_en" else st.text_area)
    with st.expander(_("Bilder"), icon=":material/image:"):
        draw_fields(form.key("pictures"))
    st.text_input(_("Vad du har ändrat och varför"), key=form.key("note"), max_chars=300)
    form.keep()
    with st.container(horizontal=True):
        args = (feature, number, form)
        st.button(
            _("Spara och publicera"),
            type="primary",
            key=form.key("publish"),
            on_click=_save,
            args=(*args, True),
        )
        st.button(_("Spara i kön"), key=form.key("save"), on_click=_save, args=(*args, False))


def draft_form(feature: Feature, number: int) -> DraftForm:
    """Return the form with its saved values as the widgets have them."""
    row = to_row(feature)
    services = [key for key in row["services"].split("; ") if key]
    choices = {name: list(VOCABULARIES[name]) for name in ("kind", "accuracy", "status")}
    options = {
        **choices,
        "services": list(SERVICES),
        "municipality": list(municipalities_module.municipalities()),
    }
    saved: Values = {name: row[name] for name in FIELDS}
    saved |= {name: row[name] if row[name] in keys else None for name, keys in choices.items()}
    identifier = feature["id"]
    return DraftForm(
        name=f"edit-{identifier}",
        number=number,
        saved=saved | {"services": services, "note": "", "pictures": _pictures(feature)},
        options=options,
        key=lambda name: f"edit-{identifier}-{number}-{name}",
    )


def _draw_value(name: str, value: Any) -> None:
    """Draw the value of a field, for an editor who compares two."""
    if name == "pictures":
        draw_text("\n".join(f"{p.alt} | {p.photographer}" for p in read(value)))
    else:
        draw_value(name, value)


def _pictures(feature: Feature) -> str:
    return properties_to_text(feature["properties"].get("pictures"))


def _draw_field(
    name: str, row: Values, field: str, widget: Callable[..., object], **more: Any
) -> None:
    widget(field_label(field), row[field], key=f"{name}-{field}", **more)


def _draw_choice(name: str, row: Values, field: str) -> None:
    names = {key: term.label(language()) for key, term in VOCABULARIES[field].items()}
    keys = list(names)
    index = keys.index(row[field]) if row[field] in keys else None
    st.selectbox(
        field_label(field), keys, index, format_func=names.__getitem__, key=f"{name}-{field}"
    )


def _draw_choices(name: str, row: Values) -> None:
    kind, services = st.columns([1, 2])
    with kind:
        _draw_choice(name, row, "kind")
    with services:
        names = {key: term.label(language()) for key, term in SERVICES.items()}
        st.multiselect(
            field_label("services"),
            sorted(names, key=names.__getitem__),
            [key for key in row["services"].split("; ") if key],
            format_func=names.__getitem__,
            key=f"{name}-services",
            placeholder=_("Välj service"),
        )


def _draw_where(name: str, row: Values, field: Callable[..., None]) -> None:
    municipalities = municipalities_module.municipalities()
    codes = sorted(municipalities, key=lambda code: municipalities[code].name)
    columns = st.columns(2)
    with columns[0]:
        field("place", st.text_input)
        field("lat", st.text_input)
    with columns[1]:
        st.selectbox(
            field_label("municipality"),
            codes,
            codes.index(row["municipality"]),
            format_func=lambda code: municipalities[code].name,
            key=f"{name}-municipality",
        )
        field("lon", st.text_input)
    _draw_choice(name, row, "accuracy")
    field("stops", st.text_area, help=_("En på varje rad: namn | latitud | longitud | när."))


def _draw_facts(name: str, row: Values, field: Callable[..., None]) -> None:
    columns = st.columns(2)
    with columns[0]:
        field("operator", st.text_input)
        _draw_choice(name, row, "status")
    with columns[1]:
        field("started", st.text_input)
        field("status_as_of", st.text_input, help=_("Som 2016, 2016-05 eller 2016-05-31."))
    field("sources", st.text_area, help=_("En på varje rad: namn | webbadress | datum."))
    with st.expander(_("Fakta att ta efter")):
        for fact in COPYING:
            field(
                fact, st.text_input, help=_("Sist källans nummer i listan, som [1] eller [1][2].")
            )


def _save(feature: Feature, number: int, form: DraftForm, at_once: bool) -> None:
    form.collect()
    state = form.values()
    bank = open_bank()
    values = {**state, "geometry": feature["geometry"]}
    new_feature, flaws = to_feature(values, bank.current().gazetteer)
    errors = [flaw for flaw in flaws if flaw.severity == "error"]
    if picture_problem := problem(state["pictures"]):
        access.say(picture_problem)
        return
    for flaw in errors:
        what, how = plain(translated(flaw.what)), plain(translated(flaw.how))
        access.say(f"**{field_label(flaw.field)}**: {what}. {how}")
    if errors:
        return
    new_feature["properties"]["pictures"] = to_properties(state["pictures"])
    new_feature["properties"] = with_extras(feature, new_feature["properties"])
    note = str(state["note"])
    done = "" if at_once else _("Sparat i kön.")
    revision = access.act(
        lambda editor: save_edit(bank, feature["id"], new_feature, editor, note, number), done
    )
    if revision:
        form.forget()
    if revision and at_once:
        access.act(partial(publish, bank, feature["id"], revision), done=_("Publicerat."))
