"""Personal data: erased whenever its owner says so, found by name, and purged by age."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import JSON, String, func, select, update

from geodata import __main__ as commands
from geodata.bank import Bank
from geodata.database.models import (
    Base,
    Decision,
    Note,
    Participant,
    Report,
    Room,
    SavedTour,
    Submission,
    Vote,
    now,
)
from geodata.database.store import Store, open_store
from geodata.moderation import personal_data, review
from geodata.moderation.personal_data import (
    RetentionDays,
    configured_retention,
    erase_contact,
    erase_contact_by_editor,
    erase_person,
    find_person,
    purge,
)
from geodata.moderation.reports import close_report, load_reports, send_report
from geodata.moderation.submissions import (
    Contact,
    NotAllowedError,
    NotFoundError,
    load_submission,
    submit,
    withdraw,
)
from geodata.workshop import rooms
from geodata.workshop.room_messages import Join, PhoneMessage, save_messages
from geodata.workshop.room_messages import Note as RoomNote
from geodata.workshop.room_messages import Vote as RoomVote
from geodata.workshop.tours import Tour, TourStop, create_tour, load_tour
from tests.factory import FEATURES, feature

KIM = Contact(name="Kim Kimsson", email="kim@example.org")
Step = Callable[[Bank, str], object]


@pytest.fixture
def bank(store: Store, tmp_path: Path) -> Bank:
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return Bank(path, store)


def published(bank: Bank, idea_id: str) -> None:
    review.publish(bank, idea_id, 1, "Ada")


def refused(bank: Bank, idea_id: str) -> None:
    review.withdraw_by_editor(bank, idea_id, "Reklam", "Ada")


def taken_down(bank: Bank, idea_id: str) -> None:
    published(bank, idea_id)
    refused(bank, idea_id)


def returned(bank: Bank, idea_id: str) -> None:
    review.give_back(bank, idea_id, 1, "Vilket år?", "Ada")


def waiting(bank: Bank, idea_id: str) -> None:
    assert review.load_review(bank, idea_id)


@pytest.mark.parametrize("step", [waiting, returned, published, refused, taken_down])
@pytest.mark.parametrize("by_editor", [False, True])
def test_a_sender_is_erased_whatever_became_of_the_example(bank: Bank, step: Step, by_editor: bool):
    code = submit(bank, feature("x"), KIM)
    case = load_submission(bank, code)
    step(bank, case.idea_id)
    state = load_submission(bank, code).state
    assert load_submission(bank, code).has_contact
    for _ in range(2):
        if by_editor:
            erase_contact_by_editor(bank, case.idea_id, "Ada")
        else:
            erase_contact(bank, code)
    after = load_submission(bank, code)
    assert (after.state, after.has_contact) == (state, False)
    assert review.load_review(bank, case.idea_id).contact == Contact()


def test_nobody_is_erased_by_a_wrong_code(bank: Bank):
    with pytest.raises(NotFoundError):
        erase_contact(bank, "FEL")
    with pytest.raises(NotFoundError):
        erase_contact_by_editor(bank, "finns-inte", "Ada")


def test_what_a_sender_has_withdrawn_no_editor_puts_back(bank: Bank):
    code = submit(bank, feature("x"), KIM)
    idea_id = load_submission(bank, code).idea_id
    published(bank, idea_id)
    withdraw(bank, code)
    for put_back in (review.restore, review.publish):
        with pytest.raises(NotAllowedError):
            put_back(bank, idea_id, 1, "Ada")
    assert idea_id not in bank.current().collection.by_id


def test_what_is_erased_is_nowhere_in_the_database_files(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    bank = Bank(tmp_path / "ideas.geojson", store)
    code = submit(bank, feature("x"), KIM)
    withdraw(bank, code)
    content = b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite*"))
    assert b"kim@example.org" not in content
    assert b"Kim Kimsson" not in content


def test_all_about_a_person_is_shown_and_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    store = open_store()
    bank = Bank(Path("ideas.geojson"), store)
    submit(bank, feature("x"), KIM)
    send_report(bank, "moskosel-navet", "wrong", "Ring mig", "KIM@example.org")
    number = review.add(bank, feature("y", summary="Skriv till kim@example.org"), "kim@example.org")
    assert number
    assert commands.main(["person", "Kim@example.org"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "inlämnat",
        "svar",
        "version",
        "decision:",
        "revision:",
    ]
    assert commands.main(["person", "kim@example.org", "--erase"]) == 0
    assert [line.split()[0] for line in find_person(store, "kim@example.org")] == ["version"]
    assert commands.main(["person", "ingen@example.org", "--erase"]) == 0
    assert "Inget om" in capsys.readouterr().out
    assert erase_person(store, "ingen@example.org") == 0


NOT_ABOUT_PEOPLE = {
    *("submission.idea_id", "submission.state", "submission.origin", "submission.code_hash"),
    *("submission.address_hash", "report.idea_id", "report.answer", "report.address_hash"),
    *("dead_link.idea_id", "dead_link.url", "dead_link.cause", "decision.action"),
    *("import.before", "post.slug", "post.state", "guide_revision.guide_id"),
    *("guide_revision.state", "tour.code", "tour.key_hash", "room.code", "room.key_hash"),
    *("room.address", "participant.room_code", "participant.phone", "vote.room_code"),
    *("vote.phone", "vote.idea_id", "note.room_code", "note.phone", "note.token"),
    *("counter.name", "sign_in.id", "sign_in.password_digest", "signing_key.name"),
    *("signing_key.key", "picture.id", "picture.size"),
}
"""Columns with no text from or about a person: keys, codes, digests and states."""
ERASED_COLUMNS = {
    *("submission.contact_name", "submission.contact_email", "report.contact", "report.text"),
    *("decision.who", "import.who", "revision.author", "guide_revision.author", "sign_in.name"),
}


def fill_with_a_name(store: Store) -> None:
    """Write a row of every table, with the name in every text that is about people."""
    with store.write() as session:
        for table in Base.metadata.sorted_tables:
            values = {}
            for column in table.columns:
                name = f"{table.name}.{column.name}"
                if isinstance(column.type, JSON):
                    values[column.name] = {} if name in NOT_ABOUT_PEOPLE else {"text": "Åsa Berg"}
                elif isinstance(column.type, String):
                    values[column.name] = "K1M" if name in NOT_ABOUT_PEOPLE else "Åsa Berg"
                elif column.name in ("submission_id", "number", "slot", "turn", "width", "height"):
                    values[column.name] = 1
                elif column.name == "content":
                    values[column.name] = b""
            session.execute(table.insert().values(values))


def test_every_text_of_the_database_is_looked_through(store: Store):
    fill_with_a_name(store)
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | JSON)
    }
    lines = "\n".join(find_person(store, "åsa berg"))
    for column in columns - NOT_ABOUT_PEOPLE - ERASED_COLUMNS - {"revision.feature"}:
        assert f"{column}: står i 1 texter" in lines
    for table in ("inlämnat exempel", "svar", "version", "sign_in", "import", "guide_revision"):
        assert f"{table}" in lines
    erase_person(store, "ÅSA BERG")
    rest = find_person(store, "åsa berg")
    assert all("står i" in line for line in rest)


def count(store: Store, table: type) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_older_than_its_time_is_purged_and_nothing_else(bank: Bank):
    store = bank.store
    tour = Tour(title="x", stops=(TourStop(idea="butik"),))
    codes = [rooms.open_room(store, tour, "key") for _ in range(2)]
    tour_codes = [create_tour(store, tour, "key") for _ in range(2)]
    phone = "0123456789abcdef"
    messages = (Join(), RoomVote(slot=0, idea="butik", turn=1), RoomNote(token="t" * 8, text="Hej"))
    for code in codes:
        save_messages(store, [PhoneMessage(code, phone, message) for message in messages])
    receipts = [submit(bank, feature("x"), KIM) for _ in range(2)]
    for _ in range(2):
        send_report(bank, "butik", "wrong", "Fel", "kim@example.org")
    old, young = load_reports(bank)
    close_report(bank, old.number, "Ada")
    long_ago = now() - dt.timedelta(days=40)
    with store.write() as session:
        session.execute(update(Room).where(Room.code == codes[0]).values(changed=long_ago))
        is_old = SavedTour.code == tour_codes[0]
        session.execute(update(SavedTour).where(is_old).values(changed=long_ago))
        first = session.scalars(select(Submission).order_by(Submission.id)).first()
        first.changed = long_ago
        session.execute(update(Report).where(Report.id == old.number).values(done=long_ago))
        session.execute(update(Report).where(Report.id == young.number).values(created=long_ago))
    assert purge(store, RetentionDays(0, 0, 0, 0, 0)) == dict.fromkeys(
        ("contacts", "reports", "rooms", "tours", "decisions", "pictures"), 0
    )
    days = RetentionDays(contacts=30, reports=30, rooms=30, tours=30, decisions=30)
    expected = {"contacts": 1, "reports": 1, "rooms": 1, "tours": 1, "decisions": 0, "pictures": 0}
    assert purge(store, days) == expected
    assert purge(store, days) == dict.fromkeys(expected, 0)
    assert [load_submission(bank, receipt).has_contact for receipt in receipts] == [False, True]
    assert [report.contact for report in load_reports(bank)] == [""]
    assert rooms.load_room(store, codes[0]) is None
    assert [load_tour(store, code) for code in tour_codes] == [None, tour]
    assert rooms.load_room(store, codes[1]).votes == {"butik": 1}
    assert [count(store, table) for table in (Vote, Note, Participant)] == [1, 1, 1]
    assert count(store, Decision) == 1


def test_the_operator_sets_how_long(monkeypatch: pytest.MonkeyPatch):
    assert configured_retention() == RetentionDays()
    monkeypatch.setenv("SERVICEKARTAN_KEEP_ROOMS", "7")
    assert configured_retention().rooms == 7


def test_a_clock_that_is_wrong_erases_nothing(bank: Bank, monkeypatch: pytest.MonkeyPatch):
    today = now()
    code = submit(bank, feature("x"), KIM)
    days = [0, 1, 40_000, 2, 3, -20_000]
    purged = []
    for day in days:
        monkeypatch.setattr(personal_data, "now", lambda day=day: today + dt.timedelta(days=day))
        purged.append(personal_data.purge_by_settings(bank.store) is not None)
    assert purged == [False, True, False, False, True, False]
    assert load_submission(bank, code).has_contact
