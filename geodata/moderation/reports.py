"""Reports about examples: a visitor answers "Stämmer det här?" or asks something.

A report needs no sign-in and is limited per network address as submissions are. Answers are read by
editors only, questions also by the example's sender, whose own address the visitor never learns. A
report's contact is erased when it is closed.

Examples
--------
>>> from pathlib import Path
>>> from geodata.database.store import Store
>>> bank = Bank(Path("ideas.geojson"), Store("sqlite://"))
>>> example = bank.current().collection.ideas[0].id
>>> send_report(bank, example, "ended", "Stängde i våras.")
>>> [(report.answer, report.text) for report in load_reports(bank)]
[('ended', 'Stängde i våras.')]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import Term
from geodata.database.models import Report, now
from geodata.errors import Message
from geodata.moderation.review import confirm_by_editor
from geodata.moderation.submissions import (
    SENDER,
    NotFoundError,
    SubmissionError,
    limited_address,
    record_decision,
    submission_by_code,
    submission_transaction,
)
from geodata.text import clean

ANSWERS = {
    "holds": Term("holds", "Ja, det stämmer fortfarande", "Yes, it is still true"),
    "ended": Term("ended", "Nej, det har upphört", "No, it has ended"),
    "wrong": Term("wrong", "Något är fel", "Something is wrong"),
    "more": Term("more", "Jag vet mer", "I know more"),
}
"""Answers to "Stämmer det här?" that a visitor can choose."""
QUESTIONS = {
    "visit": Term("visit", "Vi vill komma på studiebesök", "We would like to visit"),
    "question": Term("question", "Jag har en fråga", "I have a question"),
}
"""What a visitor can ask of those who run an example."""
LABELS = ANSWERS | QUESTIONS
"""Everything that a report can be."""
_GONE = Message("Svaret finns inte längre.")
MAX_TEXT = 2_000
MAX_CONTACT = 200


@dataclass(frozen=True, slots=True)
class ReportState:
    """A report that waits for the editors; ``title`` is the example's, "" if it is gone."""

    number: int
    idea_id: str
    title: str
    answer: str
    text: str
    contact: str
    created: dt.datetime


def send_report(
    bank: Bank, idea_id: str, answer: str, text: str = "", contact: str = "", address: str = ""
) -> None:
    """Store a visitor's report about a public example.

    Parameters
    ----------
    bank, idea_id
        Which example.
    answer
        A key of :data:`LABELS`.
    text, contact
        For the editors; both may be empty, except in one of :data:`QUESTIONS`, whose contact the
        example's sender sees too.
    address
        The network address it comes from, "" for unknown; kept hashed for an hour.

    Raises
    ------
    NotFoundError
        If the example is not on the map.
    TooManyError
        If too much has come from the address in the last hour.
    SubmissionError
        If the answer is unknown, a text is too long, or a question lacks one.
    """
    text, contact = clean(text).strip(), clean(contact).strip()
    if idea_id not in bank.current().collection.by_id:
        raise NotFoundError(Message("Exemplet står inte på kartan."))
    if answer not in LABELS or len(text) > MAX_TEXT or len(contact) > MAX_CONTACT:
        raise SubmissionError(Message("Välj ett av svaren och korta texten."))
    if answer in QUESTIONS and not (text and contact):
        raise SubmissionError(
            Message("Skriv vad du undrar, och en e-postadress eller ett telefonnummer för svaret.")
        )
    with submission_transaction(bank.store) as session:
        report = Report(idea_id=idea_id, answer=answer, text=text, contact=contact)
        report.address_hash = limited_address(session, Report, address)
        session.add(report)


_WAITING = select(Report).where(Report.done.is_(None)).order_by(Report.created, Report.id)


def load_reports(bank: Bank) -> tuple[ReportState, ...]:
    """Return the reports that wait, the oldest first."""
    public = bank.current().collection.by_id
    with bank.store.read() as session:
        return tuple(_state(row, public) for row in session.scalars(_WAITING))


def _state(row: Report, public: Mapping[str, Idea]) -> ReportState:
    return ReportState(
        number=row.id,
        idea_id=row.idea_id,
        title=public[row.idea_id].title if row.idea_id in public else "",
        answer=row.answer,
        text=row.text,
        contact=row.contact,
        created=row.created,
    )


# The sender of an example


def load_questions(bank: Bank, code: str) -> tuple[ReportState, ...]:
    """Return the questions that wait about the example of a receipt's code, the oldest first.

    Raises
    ------
    NotFoundError
        If there is no such receipt.
    """
    public = bank.current().collection.by_id
    with bank.store.read() as session:
        idea_id = submission_by_code(session, code).idea_id
        own = Report.idea_id == idea_id, Report.answer.in_(QUESTIONS)
        return tuple(_state(row, public) for row in session.scalars(_WAITING.where(*own)))


def close_question(bank: Bank, code: str, number: int) -> None:
    """Mark a question as answered by the sender of its example, and erase its contact; idempotent.

    Raises
    ------
    NotFoundError
        If there is no such receipt, or no such question about its example.
    """
    with bank.store.read() as session:
        idea_id = submission_by_code(session, code).idea_id
        report = _require_report(session, number)
        if report.idea_id != idea_id or report.answer not in QUESTIONS:
            raise NotFoundError(_GONE)
    close_report(bank, number, SENDER)


# The editors


def close_report(bank: Bank, number: int, who: str) -> None:
    """Mark a report as done and erase its contact; idempotent.

    Raises
    ------
    NotFoundError
    """
    with submission_transaction(bank.store) as session:
        report = _require_report(session, number)
        if report.done is None:
            report.done = now()
            report.contact = report.address_hash = ""
            record_decision(session, who, "close_report", report.idea_id, answer=report.answer)


def confirm_report(bank: Bank, number: int, who: str) -> None:
    """Confirm the example that a report is about, and close the report.

    Raises
    ------
    NotFoundError
        If there is no such report, or its example is no longer on the map.
    """
    with bank.store.read() as session:
        idea_id = _require_report(session, number).idea_id
    confirm_by_editor(bank, idea_id, who)
    close_report(bank, number, who)


def _require_report(session: Session, number: int) -> Report:
    if report := session.get(Report, number):
        return report
    raise NotFoundError(_GONE)
