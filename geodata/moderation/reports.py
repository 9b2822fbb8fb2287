"""Reports about examples: a visitor answers "Stämmer det här?", an editor closes the report.

A report needs no sign-in and is limited per network address as submissions are. It is read by
editors only. Its contact is erased when an editor closes it.

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
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.collection.vocabulary import Term
from geodata.database.models import Report, now
from geodata.errors import Message
from geodata.moderation.review import confirm_by_editor
from geodata.moderation.submissions import (
    NotFoundError,
    SubmissionError,
    limited_address,
    record_decision,
    submission_transaction,
)
from geodata.text import clean

ANSWERS = {
    "holds": Term("holds", "Ja, det stämmer fortfarande", "Yes, it is still true"),
    "ended": Term("ended", "Nej, det har upphört", "No, it has ended"),
    "wrong": Term("wrong", "Något är fel", "Something is wrong"),
    "more": Term("more", "Jag vet mer", "I know more"),
}
"""Answers that a visitor can choose."""
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
        A key of :data:`ANSWERS`.
    text, contact
        For the editors, both may be empty.
    address
        The network address it comes from, "" for unknown; kept hashed for an hour.

    Raises
    ------
    NotFoundError
        If the example is not on the map.
    TooManyError
        If too much has come from the address in the last hour.
    SubmissionError
        If the answer is unknown or a text is too long.
    """
    text, contact = clean(text).strip(), clean(contact).strip()
    if idea_id not in bank.current().collection.by_id:
        raise NotFoundError(Message("Exemplet står inte på kartan."))
    if answer not in ANSWERS or len(text) > MAX_TEXT or len(contact) > MAX_CONTACT:
        raise SubmissionError(Message("Välj ett av svaren och korta texten."))
    with submission_transaction(bank.store) as session:
        report = Report(idea_id=idea_id, answer=answer, text=text, contact=contact)
        report.address_hash = limited_address(session, Report, address)
        session.add(report)


def load_reports(bank: Bank) -> tuple[ReportState, ...]:
    """Return the reports that wait, the oldest first."""
    query = select(Report).where(Report.done.is_(None)).order_by(Report.created, Report.id)
    public = bank.current().collection.by_id
    with bank.store.read() as session:
        return tuple(
            ReportState(
                number=row.id,
                idea_id=row.idea_id,
                title=public[row.idea_id].title if row.idea_id in public else "",
                answer=row.answer,
                text=row.text,
                contact=row.contact,
                created=row.created,
            )
            for row in session.scalars(query)
        )


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
    raise NotFoundError(Message("Svaret finns inte längre."))
