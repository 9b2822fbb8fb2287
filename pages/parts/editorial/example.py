"""One example on the editors' page: its changes, actions and history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from geodata.bank import Bank, open_bank
from geodata.collection.filter import Filter
from geodata.collection.freshness import last_confirmed
from geodata.collection.idea import Picture
from geodata.moderation.personal_data import erase_contact_by_editor
from geodata.moderation.review import (
    Review,
    Version,
    confirm_by_editor,
    give_back,
    load_history,
    load_review,
    publish,
    restore,
    withdraw_by_editor,
)
from pages.common.i18n import _, date, language
from pages.common.links import query
from pages.parts.editorial import access
from pages.parts.editorial.diff import draw_difference
from pages.parts.editorial.form.draft import DraftForm
from pages.parts.editorial.form.edit_form import draw_form
from pages.parts.editorial.labels import origin_label, state_label, when
from pages.parts.editorial.pictures import draw_erasing
from pages.widgets.markdown import plain
from pages.widgets.pictures.gallery import draw_unpublished


def draw_example(identifier: str, close: Callable[[], None]) -> None:
    """Draw the example of an id; the button "Tillbaka" calls ``close``."""
    bank = open_bank()
    review = load_review(bank, identifier)
    published = bank.current().collection.by_id.get(identifier)
    st.button(_("Tillbaka"), icon=":material/arrow_back:", key="close", on_click=close)
    number = review.case.number if review else 0
    feature = review.case.feature if review and number else published and published.to_feature()
    if not feature:
        st.info(_("Det finns inget exempel med det id:t. Det kan ha tagits bort."))
        return
    st.header(plain(feature["properties"]["title"]), anchor="innehall")
    answers = _answer_form(identifier)
    answers.fill()
    _draw_state(review, identifier, published is not None)
    if review and review.case.state in ("waiting", "returned"):
        _draw_pending(bank, review, feature, answers)
    if published:
        _draw_public(bank, identifier, last_confirmed(published))
    expanded = st.session_state.get("open-form") == identifier
    with st.expander(_("Ändra"), expanded, icon=":material/edit:", key=f"change-{identifier}"):
        draw_form(feature, number)
    _draw_withdraw(bank, identifier, review, answers)
    answers.keep()
    versions = load_history(bank, identifier) if number else ()
    features = (feature, *(version.feature for version in versions))
    draw_erasing(bank, identifier, (picture for part in features for picture in _pictures(part)))
    if versions:
        _draw_history(bank, identifier, versions)


def _answer_form(identifier: str) -> DraftForm:
    """Return the form of what an editor writes on sending back or withdrawing an example."""
    return DraftForm(
        name=f"answer-{identifier}",
        number=0,
        saved={"comment": "", "reason": ""},
        options={},
        key=lambda name: f"{name}-{identifier}",
    )


def _draw_state(review: Review | None, identifier: str, public: bool) -> None:
    labels = (
        [state_label(review.case.state), origin_label(review.case.origin)]
        if review
        else [_("Ur samlingens fil, orört")]
    )
    address = query(Filter(), language(), idea=identifier)
    link = f" · [{_('Visa på kartan')}](./{address})" if public else ""
    st.markdown(f"{' · '.join(filter(None, labels))}{link}")
    contact = review.contact if review else None
    if contact and (contact.name or contact.email):
        st.text(_("Insändare: {name} {email}").format(name=contact.name, email=contact.email))
        st.button(
            _("Radera insändarens uppgifter"),
            key="erase-contact",
            type="tertiary",
            icon=":material/person_off:",
            on_click=access.act,
            args=(partial(erase_contact_by_editor, open_bank(), identifier),),
            kwargs={"done": _("Namn och e-post är raderade.")},
        )
    if review and review.case.comment:
        st.markdown(
            _("Redaktionens senaste ord: {comment}").format(comment=plain(review.case.comment))
        )


def _draw_pending(bank: Bank, review: Review, feature: dict[str, Any], answers: DraftForm) -> None:
    st.subheader(_("Vad som ändras") if review.before else _("Nytt exempel"), anchor=False)
    st.caption(
        _("Version {number} av {author}, {when}").format(
            number=review.case.number, author=plain(review.author), when=when(review.case.changed)
        )
    )
    if review.note:
        st.caption(plain(review.note))
    draw_difference(review.before, feature)
    _draw_pictures(feature)
    identifier, number = review.case.idea_id, review.case.number
    with st.container(horizontal=True, key="decide"):
        st.button(
            _("Publicera"),
            type="primary",
            key="publish",
            icon=":material/check:",
            on_click=access.act,
            args=(partial(publish, bank, identifier, number),),
            kwargs={"done": _("Publicerat. Alla ser det från och med nu.")},
        )
        with st.popover(_("Skicka tillbaka"), icon=":material/undo:"):
            st.text_area(
                _("Vad behöver insändaren göra?"), key=answers.key("comment"), max_chars=1000
            )
            args = (bank, identifier, number, answers)
            st.button(_("Skicka"), key="give-back", on_click=_give_back, args=args)


def _draw_pictures(feature: dict[str, Any]) -> None:
    draw_unpublished(_pictures(feature))


def _pictures(feature: dict[str, Any]) -> list[Picture]:
    pictures = feature["properties"].get("pictures") or ()
    return [Picture.model_validate(picture) for picture in pictures]


def _give_back(bank: Bank, identifier: str, number: int, answers: DraftForm) -> None:
    answers.collect()
    comment = answers.values()["comment"].strip()
    if not comment:
        access.say(_("Skriv först vad insändaren behöver göra."))
        return

    def send(editor: str) -> bool:
        give_back(bank, identifier, number, comment, editor)
        return True

    if access.act(send, _("Skickat tillbaka. Insändaren ser kommentaren med sitt kvitto.")):
        answers.forget()


def _draw_public(bank: Bank, identifier: str, confirmed: str | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        day = date(confirmed) if confirmed else _("okänt datum")
        st.markdown(_("Bekräftat: {date}").format(date=day), width="content")
        draw_confirm(bank, identifier)


def draw_confirm(bank: Bank, identifier: str) -> None:
    """Draw the button that confirms an example as of today."""
    st.button(
        _("Stämmer fortfarande"),
        key=f"confirm-{identifier}",
        icon=":material/verified:",
        on_click=access.act,
        args=(partial(confirm_by_editor, bank, identifier),),
        kwargs={"done": _("Bekräftat i dag.")},
    )


def _draw_withdraw(bank: Bank, identifier: str, review: Review | None, answers: DraftForm) -> None:
    if review and review.case.state in ("withdrawn", "refused"):
        return
    with st.popover(_("Dra tillbaka"), icon=":material/delete:"):
        st.markdown(_("Exemplet försvinner från kartan. Alla versioner finns kvar här."))
        st.text_input(_("Varför?"), key=answers.key("reason"), max_chars=300)
        args = (bank, identifier, answers)
        st.button(_("Dra tillbaka"), key="withdraw", on_click=_withdraw, args=args)


def _withdraw(bank: Bank, identifier: str, answers: DraftForm) -> None:
    answers.collect()
    reason = answers.values()["reason"].strip()

    def withdraw(editor: str) -> bool:
        withdraw_by_editor(bank, identifier, reason, editor)
        return True

    if access.act(withdraw, _("Tillbakadraget.")):
        answers.forget()


def _draw_history(bank: Bank, identifier: str, versions: Sequence[Version]) -> None:
    st.subheader(_("Versioner"), anchor=False)
    for at, version in enumerate(versions):
        earlier = versions[at + 1].feature if at + 1 < len(versions) else None
        _draw_version(bank, identifier, version, earlier)


def _draw_version(
    bank: Bank, identifier: str, version: Version, earlier: dict[str, Any] | None
) -> None:
    mark = _(" · på kartan") if version.public else ""
    label = f"{version.number} · {plain(version.author)} · {when(version.created)}{mark}"
    with st.expander(label):
        if version.note:
            st.caption(plain(version.note))
        draw_difference(earlier, version.feature)
        if not version.public:
            st.button(
                _("Återställ version {number}").format(number=version.number),
                key=f"restore-{version.number}",
                icon=":material/history:",
                on_click=access.act,
                args=(partial(restore, bank, identifier, version.number),),
                kwargs={"done": _("Återställt och publicerat som en ny version.")},
            )
