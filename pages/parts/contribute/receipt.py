"""Receipt of a submission: its state, and the actions open to its sender."""

from __future__ import annotations

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.geojson import collect
from geodata.moderation.reports import load_questions
from geodata.moderation.submissions import NotFoundError, SubmissionState, load_submission
from geodata.swedish_time import local_date
from pages.common.errors import error_text
from pages.common.i18n import _, date
from pages.common.links import public_root
from pages.common.site_map import CONTRIBUTE
from pages.parts.contribute import sending
from pages.widgets.example_text import kind_and_place
from pages.widgets.markdown import plain
from pages.widgets.pictures.gallery import draw_unpublished
from pages.widgets.reports.report import draw_report


def draw_receipt(code: str) -> None:
    """Draw the receipt of a code, or an error if there is none."""
    try:
        case = load_submission(open_bank(), code)
    except NotFoundError as error:
        st.error(error_text(error), icon=":material/receipt_long:")
        st.button(_("Tillbaka"), on_click=leave)
        return
    _draw_thanks(code)
    st.title(plain(case.feature["properties"]["title"]), anchor="innehall")
    st.markdown(_status(case))
    if case.comment:
        st.markdown(_("Redaktionen skriver:"))
        st.info(plain(case.comment), icon=":material/edit_note:")
    _draw_actions(code, case)
    _draw_questions(code)
    _draw_version(case)


def _draw_thanks(code: str) -> None:
    thanks = st.session_state.pop("bidra-thanks", None)
    if thanks == "confirmed":
        st.success(_("Tack! Nu syns det att uppgifterna är bekräftade i dag."))
    elif thanks == code:
        st.success(_("Tack! Ditt exempel är framme hos redaktionen."))
    st.markdown(_("Ditt kvitto. Spara koden eller länken: den är din enda väg tillbaka hit."))
    st.code(code, language=None)
    with st.popover(_("Kopiera länk"), icon=":material/link:"):
        address = f"{public_root(st.context.url or '')}{CONTRIBUTE.path}"
        st.code(f"{address}?kvitto={code}", language=None, wrap_lines=True)


def _status(case: SubmissionState) -> str:
    handed_in = date(local_date(case.changed).isoformat())
    waiting = _("**Väntar på redaktionen** sedan {date}. Det syns inte på kartan än.")
    if case.public:
        waiting = _("**Din ändring väntar på redaktionen** sedan {date}. Till dess syns den förra.")
    sentences = {
        "waiting": waiting,
        "returned": _("**Redaktionen har en fråga** sedan {date}. Rätta och skicka in igen."),
        "published": _("**Publicerat** {date}. Exemplet syns på kartan."),
        "withdrawn": _("**Tillbakadraget** {date}. Det syns inte på kartan."),
        "refused": _("**Inte publicerat.** Redaktionen valde {date} att inte ta med exemplet."),
    }
    sentence = sentences[case.state].format(date=handed_in)
    if case.public and case.confirmed:
        confirmed = date(local_date(case.confirmed).isoformat())
        sentence += " " + _("Senast bekräftat {date}.").format(date=confirmed)
    return sentence


def _draw_actions(code: str, case: SubmissionState) -> None:
    with st.container(horizontal=True, key="bidra-actions"):
        if case.public:
            _draw_public_actions(code, case)
        if case.state not in ("withdrawn", "refused"):
            _draw_open_actions(code, case)
        if case.has_contact:
            _draw_erasure(code)
        st.button(_("Lämna in ett nytt"), icon=":material/add:", on_click=leave)


def _draw_public_actions(code: str, case: SubmissionState) -> None:
    st.button(
        _("Stämmer fortfarande"),
        icon=":material/check_circle:",
        type="primary",
        on_click=sending.send_confirmation,
        args=(code,),
    )
    st.page_link(
        "explore.py",
        label=_("Visa på kartan"),
        icon=":material/map:",
        query_params={"idea": case.idea_id},
    )


def _draw_open_actions(code: str, case: SubmissionState) -> None:
    st.button(
        _("Rätta"),
        icon=":material/edit:",
        on_click=sending.begin_correction,
        args=(code, case),
    )
    with st.popover(_("Dra tillbaka"), icon=":material/delete:"):
        st.markdown(_("Exemplet tas bort från kartan, och ditt namn och din e-post raderas."))
        st.button(
            _("Ja, dra tillbaka"),
            on_click=sending.send_withdrawal,
            args=(code,),
            type="primary",
        )


def _draw_erasure(code: str) -> None:
    with st.popover(_("Radera mina uppgifter"), icon=":material/person_off:"):
        st.markdown(
            _(
                "Ditt namn och din e-post raderas. Exemplet blir kvar som det är, men "
                "redaktionen kan inte längre fråga dig."
            )
        )
        st.button(
            _("Ja, radera dem"),
            key="bidra-erase",
            on_click=sending.send_erasure,
            args=(code,),
            type="primary",
        )


def _draw_questions(code: str) -> None:
    """Draw visitors' questions to the sender, who answers them outside the map."""
    questions = load_questions(open_bank(), code)
    if questions:
        st.header(_("Frågor till dig"), anchor=False)
        st.markdown(
            _("Svara direkt till den som frågar. Din egen adress visas inte för någon på kartan.")
        )
    for question in questions:
        with st.container(key=f"question-{question.number}", border=True):
            draw_report(question)
            st.button(
                _("Jag har svarat"),
                key=f"question-done-{question.number}",
                icon=":material/check:",
                on_click=sending.send_answered,
                args=(code, question.number),
            )


def _draw_version(case: SubmissionState) -> None:
    for idea in collect([case.feature], "").ideas:
        st.header(_("Det här har du lämnat in"), anchor=False)
        st.markdown(f"{kind_and_place(idea)}, {plain(idea.county)}")
        st.markdown(plain(idea.summary))
        st.markdown("\n".join(f"- {plain(lesson)}" for lesson in idea.lessons))
        draw_unpublished(idea.pictures or ())


def leave() -> None:
    """Leave the receipt for the empty form."""
    st.session_state.kvitto = ""
