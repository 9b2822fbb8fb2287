"""A visitor's report reaches the editors, is limited, and loses its contact when closed."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from geodata.bank import Bank
from geodata.collection.geojson import dumps
from geodata.database.models import Decision, Report
from geodata.database.store import Store
from geodata.moderation import review, submissions
from geodata.moderation.reports import (
    close_question,
    close_report,
    confirm_report,
    load_questions,
    load_reports,
    send_report,
)
from geodata.moderation.submissions import NotFoundError, SubmissionError, TooManyError
from tests.factory import FEATURES, feature


@pytest.fixture
def bank(store: Store, tmp_path: Path) -> Bank:
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return Bank(path, store)


def test_a_report_waits_for_the_editors(bank: Bank):
    send_report(bank, "butik", "ended", " Stängde i våras. ", "kim@example.org")
    (report,) = load_reports(bank)
    assert (report.idea_id, report.title, report.answer) == ("butik", "Butiken i byn", "ended")
    assert (report.text, report.contact) == ("Stängde i våras.", "kim@example.org")


@pytest.mark.parametrize(
    ("idea_id", "answer", "text"),
    [("finns-inte", "ended", ""), ("butik", "kanske", ""), ("butik", "more", "x" * 2_001)],
)
def test_a_report_that_makes_no_sense_is_refused(bank: Bank, idea_id: str, answer: str, text: str):
    with pytest.raises(SubmissionError):
        send_report(bank, idea_id, answer, text)
    assert load_reports(bank) == ()


def test_reports_from_one_address_are_limited(bank: Bank, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(submissions, "MAX_PER_HOUR", 2)
    for _ in range(2):
        send_report(bank, "butik", "holds", address="192.0.2.1")
    with pytest.raises(TooManyError):
        send_report(bank, "butik", "holds", address="192.0.2.1")
    send_report(bank, "butik", "holds", address="192.0.2.2")
    assert len(load_reports(bank)) == 3


def test_closing_erases_the_contact_and_is_idempotent(bank: Bank):
    send_report(bank, "butik", "more", "Mer.", "kim@example.org", "192.0.2.1")
    number = load_reports(bank)[0].number
    close_report(bank, number, "Ada")
    close_report(bank, number, "Bo")
    assert load_reports(bank) == ()
    with bank.store.read() as session:
        report = session.scalars(select(Report)).one()
        decisions = session.scalars(select(Decision)).all()
    assert (report.contact, report.address_hash, report.text) == ("", "", "Mer.")
    assert [(row.who, row.action, row.subject) for row in decisions] == [
        ("Ada", "close_report", "butik")
    ]
    assert "kim@example.org" not in str([row.detail for row in decisions])


def test_confirming_dates_the_example_and_closes_the_report(bank: Bank):
    send_report(bank, "butik", "holds")
    confirm_report(bank, load_reports(bank)[0].number, "Ada")
    assert bank.current().collection.by_id["butik"].confirmed
    assert load_reports(bank) == ()
    with pytest.raises(NotFoundError):
        close_report(bank, 999, "Ada")


def test_a_report_never_reaches_the_public(bank: Bank):
    send_report(bank, "butik", "wrong", "Hemlig rad", "kim@example.org")
    public = dumps(bank.current().collection.ideas)
    assert "kim@example.org" not in public
    assert "Hemlig rad" not in public


def own_example(bank: Bank) -> str:
    """Hand in and publish an example; return the receipt's code."""
    code = submissions.submit(bank, feature("x", title="Macken"), submissions.Contact())
    review.publish(bank, submissions.load_submission(bank, code).idea_id, 1, "Red")
    return code


def test_a_question_reaches_the_sender_and_the_editors_until_it_is_answered(bank: Bank):
    code = own_example(bank)
    idea_id = submissions.load_submission(bank, code).idea_id
    send_report(bank, idea_id, "visit", "Vi är tolv.", "kim@example.org")
    send_report(bank, idea_id, "wrong", "Fel ort.", "kim@example.org")
    (question,) = load_questions(bank, code)
    assert (question.answer, question.contact) == ("visit", "kim@example.org")
    assert {report.answer for report in load_reports(bank)} == {"visit", "wrong"}
    close_question(bank, code, question.number)
    assert load_questions(bank, code) == ()
    assert [report.answer for report in load_reports(bank)] == ["wrong"]
    with bank.store.read() as session:
        assert session.get(Report, question.number).contact == ""


def test_a_sender_reads_and_closes_no_one_elses_questions(bank: Bank):
    code = own_example(bank)
    send_report(bank, "butik", "question", "Hur gör ni?", "kim@example.org")
    send_report(bank, submissions.load_submission(bank, code).idea_id, "wrong", "Fel.")
    assert load_questions(bank, code) == ()
    for report in load_reports(bank):
        with pytest.raises(NotFoundError):
            close_question(bank, code, report.number)
    assert len(load_reports(bank)) == 2


@pytest.mark.parametrize(("text", "contact"), [("", "kim@example.org"), ("Hur gör ni?", " ")])
def test_a_question_needs_a_text_and_somewhere_to_answer(bank: Bank, text: str, contact: str):
    with pytest.raises(SubmissionError, match="svaret"):
        send_report(bank, "butik", "question", text, contact)
    assert load_reports(bank) == ()
