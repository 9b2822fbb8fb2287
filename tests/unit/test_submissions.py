"""From a sender's first version to the map and off it again, on both databases."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from geodata.bank import Bank
from geodata.collection.idea import Idea
from geodata.database.models import Decision, Submission
from geodata.database.store import Store, digest
from geodata.moderation import review, submissions
from geodata.moderation.submissions import (
    MAX_PER_HOUR,
    Contact,
    NotAllowedError,
    NotFoundError,
    OutdatedError,
    RefusedError,
    TooManyError,
    confirm,
    correct,
    load_submission,
    submit,
    withdraw,
)
from geodata.swedish_time import today
from tests.factory import FEATURES, feature

KIM = Contact(name="Kim Berg", email="kim@example.org")
NEW = feature("x", title="Bagarstugan", place="Moskosel")


@pytest.fixture
def bank(store: Store, tmp_path: Path) -> Bank:
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return Bank(path, store)


def public(bank: Bank) -> dict[str, str]:
    return {idea.id: idea.title for idea in bank.current().collection.ideas}


def decisions(bank: Bank) -> list[tuple[str, str, str]]:
    with bank.store.read() as session:
        rows = session.scalars(select(Decision).order_by(Decision.id))
        return [(row.who, row.action, row.subject) for row in rows]


# Handing in


def test_a_submission_waits_out_of_sight(bank: Bank):
    code = submit(bank, NEW, KIM)
    case = load_submission(bank, code)
    assert (case.idea_id, case.state, case.number) == ("bagarstugan-moskosel", "waiting", 1)
    assert case.feature["properties"]["updated"] == today().isoformat()
    assert "bagarstugan-moskosel" not in public(bank)


def test_only_the_codes_digest_is_stored(bank: Bank):
    code = submit(bank, NEW, KIM)
    with bank.store.read() as session:
        row = session.scalars(select(Submission)).one()
    assert row.code_hash == digest(code.replace("-", ""))
    assert code.replace("-", "") not in str(vars(row))


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c} "])
def test_a_code_may_be_typed_carelessly(bank: Bank, change: object):
    assert load_submission(bank, change(submit(bank, NEW, KIM))).state == "waiting"


@pytest.mark.parametrize("code", ["", "ABCDE-FGHJK", "' OR 1=1", "\x00", "å" * 5000])
def test_no_other_code_opens_anything(bank: Bank, code: str):
    submit(bank, NEW, KIM)
    with pytest.raises(NotFoundError):
        load_submission(bank, code)


def test_contact_details_are_in_no_version_and_in_no_export(bank: Bank):
    code = submit(bank, NEW, KIM)
    review.publish(bank, load_submission(bank, code).idea_id, 1, "Redaktör")
    export = json.dumps([idea.to_feature() for idea in bank.current().collection.ideas])
    assert "kim@example.org" not in export + str(load_submission(bank, code))
    assert review.load_review(bank, "bagarstugan-moskosel").contact == KIM


@pytest.mark.parametrize(
    ("change", "property"),
    [
        ({"kind": "magisk"}, "kind"),
        ({"title": " "}, "title"),
        ({"municipality_code": "0180"}, "county_code"),
        ({"geometry": {"type": "Point", "coordinates": [2.35, 48.85]}}, "geometry"),
        ({"description": "x" * 70_000}, ""),
    ],
)
def test_what_breaks_a_rule_is_not_stored(bank: Bank, change: dict[str, object], property: str):
    with pytest.raises(RefusedError) as caught:
        submit(bank, feature("x", **change), KIM)
    assert caught.value.problems[0].property == property
    assert review.load_queue(bank) == ()


def test_what_a_database_cannot_hold_is_taken_out(bank: Bank):
    odd = feature("x", title="Bag\x00ar\ud800stugan", lessons=["a\x00b"])
    code = submit(bank, odd, Contact(name="Kim\x00", email="kim@example.org"))
    properties = load_submission(bank, code).feature["properties"]
    assert (properties["title"], properties["lessons"]) == ("Bagarstugan", ["ab"])


@pytest.mark.parametrize("email", ["kim", "kim@", "a b@c.se", "x" * 200 + "@example.org"])
def test_an_address_that_reaches_nobody_is_refused(email: str):
    with pytest.raises(ValidationError):
        Contact(name="Kim", email=email)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Åsa & Öbos lanthandel", "aasa-oebos-lanthandel-moskosel"),
        ("Moskosel servicepunkt", "moskosel-servicepunkt"),
        ("村の店", "moskosel"),
        ("x" * 120, f"{'x' * 61}-moskosel"),
        ("Butik", "butik-moskosel"),
    ],
)
def test_ids_are_made_of_title_and_place(bank: Bank, title: str, expected: str):
    code = submit(bank, feature("x", title=title), KIM)
    assert load_submission(bank, code).idea_id == expected


def test_an_id_is_given_once_also_against_the_file(bank: Bank):
    named = feature("x", title="Bokbuss", place="Bokbuss")
    ids = [load_submission(bank, submit(bank, named, KIM)).idea_id for _ in range(3)]
    assert ids == ["bokbuss-2", "bokbuss-3", "bokbuss-4"]


def test_ids_stay_apart_when_many_hand_in_at_once(bank: Bank):
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: submit(bank, NEW, KIM), range(24)))
    assert len({load_submission(bank, code).idea_id for code in codes}) == 24


def test_an_address_may_hand_in_so_many_an_hour(bank: Bank):
    for _ in range(MAX_PER_HOUR):
        submit(bank, NEW, KIM, "192.0.2.1")
    with pytest.raises(TooManyError):
        submit(bank, NEW, KIM, "192.0.2.1")
    submit(bank, NEW, KIM, "192.0.2.2")
    submit(bank, NEW, KIM)


def test_addresses_are_forgotten_after_an_hour(bank: Bank):
    submit(bank, NEW, KIM, "192.0.2.1")
    earlier = dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)
    with bank.store.write() as session:
        assert "192.0.2.1" not in session.scalars(select(Submission.address_hash)).one()
        session.execute(update(Submission).values(created=earlier))
    submit(bank, NEW, KIM)
    with bank.store.read() as session:
        hashes = session.scalars(select(Submission.address_hash).order_by(Submission.id)).all()
        assert hashes[0] == ""


# The way to the map


def test_publishing_puts_it_on_the_map_as_confirmed_when_it_was_written(bank: Bank):
    code = submit(bank, NEW, KIM)
    review.publish(bank, "bagarstugan-moskosel", 1, "Redaktör")
    assert bank.current().collection.by_id["bagarstugan-moskosel"].confirmed == today().isoformat()
    assert load_submission(bank, code).public
    assert decisions(bank) == [("Redaktör", "publish", "bagarstugan-moskosel")]


def test_another_process_sees_it_at_its_next_look(bank: Bank, database: str):
    other = Bank(bank.path, Store(database))
    assert len(public(other)) == 3
    submit(bank, NEW, KIM)
    review.publish(bank, "bagarstugan-moskosel", 1, "Redaktör")
    assert len(public(other)) == 4
    other.store.engine.dispose()


def test_a_correction_waits_beside_what_is_published(bank: Bank):
    code = submit(bank, NEW, KIM)
    review.publish(bank, "bagarstugan-moskosel", 1, "Redaktör")
    correct(bank, code, feature("x", title="Nya stugan"), seen=1)
    case = load_submission(bank, code)
    assert (case.state, case.public, case.number) == ("waiting", True, 2)
    assert public(bank)["bagarstugan-moskosel"] == "Bagarstugan"
    assert review.load_queue(bank)[0].before["properties"]["title"] == "Bagarstugan"
    review.publish(bank, "bagarstugan-moskosel", 2, "Redaktör")
    assert public(bank)["bagarstugan-moskosel"] == "Nya stugan"


def test_given_back_with_a_comment_and_handed_in_again(bank: Bank):
    code = submit(bank, NEW, KIM)
    review.give_back(bank, "bagarstugan-moskosel", 1, "Vilken dag är det öppet?", "Redaktör")
    case = load_submission(bank, code)
    assert (case.state, case.comment) == ("returned", "Vilken dag är det öppet?")
    correct(bank, code, NEW, seen=1)
    assert (load_submission(bank, code).state, load_submission(bank, code).comment) == (
        "waiting",
        "",
    )


def test_the_longest_waiting_stands_first(bank: Bank):
    first = load_submission(bank, submit(bank, NEW, KIM)).idea_id
    second = load_submission(bank, submit(bank, NEW, KIM)).idea_id
    assert [entry.case.idea_id for entry in review.load_queue(bank)] == [first, second]


def test_a_refused_example_says_why(bank: Bank):
    code = submit(bank, NEW, KIM)
    review.withdraw_by_editor(bank, "bagarstugan-moskosel", "Det är reklam.", "Redaktör")
    assert (load_submission(bank, code).state, load_submission(bank, code).comment) == (
        "refused",
        "Det är reklam.",
    )
    with pytest.raises(NotAllowedError):
        correct(bank, code, NEW, seen=1)


def test_a_sender_takes_it_off_the_map_and_is_forgotten(bank: Bank):
    code = submit(bank, NEW, KIM)
    review.publish(bank, "bagarstugan-moskosel", 1, "Redaktör")
    withdraw(bank, code)
    assert "bagarstugan-moskosel" not in public(bank)
    assert review.load_review(bank, "bagarstugan-moskosel").contact == Contact()
    for again in (withdraw, confirm):
        with pytest.raises(NotAllowedError):
            again(bank, code)


def test_a_sender_says_that_it_still_holds(bank: Bank):
    code = submit(bank, NEW, KIM)
    with pytest.raises(NotAllowedError):
        confirm(bank, code)
    review.publish(bank, "bagarstugan-moskosel", 1, "Redaktör")
    with bank.store.write() as session:
        session.execute(update(Submission).values(confirmed=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    confirm(bank, code)
    assert bank.current().collection.by_id["bagarstugan-moskosel"].confirmed == today().isoformat()


# What editors do


def changed(identifier: str, title: str) -> dict[str, object]:
    original = next(example for example in FEATURES if example["id"] == identifier)
    return {**original, "properties": {**original["properties"], "title": title}}


def test_an_example_of_the_file_is_edited_with_the_files_words_as_version_1(bank: Bank):
    number = review.save_edit(bank, "butik", changed("butik", "Handlar'n"), "Redaktör", "namn")
    assert public(bank)["butik"] == "Butiken i byn"
    review.publish(bank, "butik", number, "Redaktör")
    assert public(bank)["butik"] == "Handlar'n"
    versions = review.load_history(bank, "butik")
    titles = [(v.number, v.feature["properties"]["title"], v.public) for v in versions]
    assert titles == [(2, "Handlar'n", True), (1, "Butiken i byn", False)]


def test_an_earlier_version_comes_back_as_a_new_one(bank: Bank):
    review.save_edit(bank, "butik", changed("butik", "Handlar'n"), "Redaktör")
    review.publish(bank, "butik", 2, "Redaktör")
    review.restore(bank, "butik", 1, "Redaktör")
    assert public(bank)["butik"] == "Butiken i byn"
    assert [version.number for version in review.load_history(bank, "butik")] == [3, 2, 1]


def test_an_example_of_the_file_is_withdrawn_and_restored(bank: Bank):
    review.withdraw_by_editor(bank, "butik", "Stängt", "Redaktör")
    assert "butik" not in public(bank)
    with pytest.raises(NotAllowedError):
        review.save_edit(bank, "butik", changed("butik", "Ny"), "Redaktör", seen=1)
    review.restore(bank, "butik", 1, "Redaktör")
    assert public(bank)["butik"] == "Butiken i byn"


def test_a_confirmed_example_of_the_file_stays_the_files(bank: Bank):
    review.confirm_by_editor(bank, "butik", "Redaktör")
    assert bank.current().collection.by_id["butik"].confirmed == today().isoformat()
    features = [changed("butik", "Omdöpt i filen"), *FEATURES[1:]]
    bank.path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert public(bank)["butik"] == "Omdöpt i filen"


def test_nobody_overwrites_what_they_have_not_seen(bank: Bank):
    code = submit(bank, NEW, KIM)
    review.save_edit(bank, "bagarstugan-moskosel", NEW, "Redaktör", seen=1)
    with pytest.raises(OutdatedError):
        correct(bank, code, NEW, seen=1)
    with pytest.raises(OutdatedError, match="version 2 finns nu, du såg version 1"):
        review.save_edit(bank, "bagarstugan-moskosel", NEW, "En annan", seen=1)
    for late in (review.publish, lambda *a: review.give_back(*a[:3], "", a[3])):
        with pytest.raises(OutdatedError):
            late(bank, "bagarstugan-moskosel", 1, "En annan")


def test_of_many_editors_at_once_one_saves(bank: Bank):
    def edit(at: int) -> bool:
        try:
            review.save_edit(bank, "butik", changed("butik", f"Namn {at}"), f"Redaktör {at}")
        except OutdatedError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(edit, range(6))) == 1
    assert len(review.load_history(bank, "butik")) == 2


@pytest.mark.parametrize(
    "act",
    [
        lambda bank: review.publish(bank, "finns-inte", 1, "Redaktör"),
        lambda bank: review.restore(bank, "finns-inte", 1, "Redaktör"),
        lambda bank: review.give_back(bank, "finns-inte", 1, "", "Redaktör"),
        lambda bank: review.withdraw_by_editor(bank, "finns-inte", "", "Redaktör"),
        lambda bank: review.confirm_by_editor(bank, "finns-inte", "Redaktör"),
        lambda bank: review.save_edit(bank, "finns-inte", NEW, "Redaktör"),
    ],
)
def test_what_is_not_there_changes_nothing(bank: Bank, act: object):
    with pytest.raises(NotFoundError):
        act(bank)
    assert (decisions(bank), review.load_queue(bank)) == ([], ())


def test_every_action_of_an_editor_is_in_the_log(bank: Bank):
    idea_id = review.add(bank, NEW, "Redaktör")
    review.publish(bank, idea_id, 1, "Redaktör")
    review.confirm_by_editor(bank, idea_id, "Redaktör")
    review.withdraw_by_editor(bank, idea_id, "", "Redaktör")
    review.restore(bank, idea_id, 1, "Redaktör")
    actions = [action for _, action, _ in decisions(bank)]
    assert actions == ["edit", "publish", "confirm", "withdraw", "restore"]


def test_a_version_that_a_newer_rule_forbids_is_not_published(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
):
    submit(bank, NEW, KIM)
    monkeypatch.setattr(submissions, "MAX_FEATURE_BYTES", 10)
    with pytest.raises(RefusedError):
        review.publish(bank, "bagarstugan-moskosel", 1, "Redaktör")
    assert len(public(bank)) == 3


def test_many_features_are_validated_as_each_of_them_alone():
    point = {"type": "Point", "coordinates": [13.0, 55.6]}
    features = [
        feature("bra"),
        feature("tom", title=""),
        feature("stor", description="x" * 60_000),
        feature("annan", geometry=point),
        feature("bra", title="Ett till med samma id"),
        feature("utan", municipality_code=""),
    ]
    together = submissions.validate_features(features)
    apart = [submissions.validate_features([feature])[0] for feature in features]
    assert list(map(outcome, together)) == list(map(outcome, apart))
    assert [isinstance(result, RefusedError) for result in together] == [0, 1, 1, 1, 0, 0]


def outcome(result: Idea | RefusedError) -> object:
    if isinstance(result, RefusedError):
        return [(p.property, str(p.what)) for p in result.problems]
    return result.to_feature()
