"""A room: no phone has more dots than it was given, and what is said twice counts once."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from geodata.database.store import Store
from geodata.workshop import room_codes, room_messages, rooms
from geodata.workshop.room_messages import Join, Note, PhoneMessage, Vote, save_messages
from geodata.workshop.rooms import NotLeaderError
from geodata.workshop.tours import Tour, TourStop

IDEAS = ("butik", "bokbuss", "vardrum")
TOUR = Tour(title="Tre exempel", stops=tuple(TourStop(idea=idea) for idea in IDEAS))
KEY = "the-leaders-secret-key"
PHONE = "0123456789abcdef"
Room = tuple[Store, str, str]


@pytest.fixture
def room(store: Store) -> Room:
    return store, rooms.open_room(store, TOUR, KEY, dots=2), KEY


def say(room: Room, *messages: Join | Vote | Note, phone: str = PHONE) -> list[str | None]:
    return save_messages(room[0], [PhoneMessage(room[1], phone, message) for message in messages])


def seen(room: Room) -> rooms.RoomState:
    view = rooms.load_room(room[0], room[1])
    assert view is not None
    return view


def note(text: str, token: str = "a-token-1", **more: object) -> Note:
    return Note.model_validate({"text": text, "token": token, **more})


def texts(room: Room) -> list[str]:
    return [dropped.text for dropped in seen(room).notes]


votes = st.builds(
    Vote,
    slot=st.integers(0, 3),
    idea=st.sampled_from([*IDEAS, "okand", None]),
    turn=st.integers(1, 6),
)
said = st.lists(st.tuples(st.sampled_from(["phone-a", "phone-b"]), votes), max_size=12)


def expected(messages: list[tuple[str, Vote]]) -> Counter[str]:
    """What the dots say: of those about one dot, the first with the highest turn."""
    last: dict[tuple[str, int], Vote] = {}
    for phone, vote in messages:
        known = last.get((phone, vote.slot))
        if vote.slot < 2 and vote.idea != "okand" and (not known or known.turn < vote.turn):
            last[phone, vote.slot] = vote
    return Counter(vote.idea for vote in last.values() if vote.idea)


@cache
def in_memory() -> Store:
    return Store("sqlite://")


@pytest.mark.slow
@given(said, st.data())
def test_dots_never_exceed_what_was_given_and_repeats_change_nothing(
    messages: list[tuple[str, Vote]], data: st.DataObject
):
    store = in_memory()
    code = rooms.open_room(store, TOUR, KEY, dots=2)
    again = data.draw(st.lists(st.sampled_from(messages), max_size=8)) if messages else []
    for batch in (messages, again):
        save_messages(store, [PhoneMessage(code, phone, vote) for phone, vote in batch])
    counted = rooms.load_room(store, code).votes
    assert counted == expected(messages)
    assert sum(counted.values()) <= 2 * len({phone for phone, _ in messages})


def test_a_dot_can_be_moved_and_taken_back_and_a_late_message_changes_nothing(room: Room):
    given, moved = Vote(slot=0, idea="butik", turn=1), Vote(slot=0, idea="bokbuss", turn=2)
    say(room, given, moved, given)
    assert seen(room).votes == {"bokbuss": 1}
    say(room, Vote(slot=0, idea=None, turn=3), moved)
    assert seen(room).votes == {}
    assert room_messages.load_dots(room[0], room[1], PHONE) == {0: (None, 3)}


@pytest.mark.parametrize("vote", [(2, "butik"), (0, "okand")])
def test_a_dot_too_many_or_for_another_tour_is_refused(room: Room, vote: tuple[int, str]):
    assert say(room, Vote(slot=vote[0], idea=vote[1], turn=1)) == ["unknown"]
    assert seen(room).votes == {}


def test_an_idea_sent_again_is_one_idea(room: Room):
    assert say(room, note("Bio i bygdegården"), note("Bio i bygdegården")) == [None, None]
    say(room, note("Bastu"), phone="another-phone")
    assert texts(room) == ["Bio i bygdegården", "Bastu"]


def test_one_phone_cannot_fill_the_wall(room: Room):
    answers = say(room, *(note("mer", f"a-token-{n}") for n in range(room_messages.MAX_NOTES + 1)))
    assert answers == [None] * room_messages.MAX_NOTES + ["full"]


def test_each_phone_is_counted_once(room: Room):
    say(room, Join(), Join())
    say(room, Join(), phone="another-phone")
    assert seen(room).phones == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "", "token": "a-token-1"},
        {"text": "\u200b\u0007 ", "token": "a-token-1"},
        {"text": "x" * 301, "token": "a-token-1"},
        {"text": "x", "token": "kort"},
        {"text": "x", "token": "a-token-1", "lonlat": [2.35, 48.86]},
        {"text": "x", "token": "a-token-1", "lonlat": ["NaN", 62]},
    ],
)
def test_an_idea_that_is_none_is_refused(wrong: dict[str, object]):
    with pytest.raises(ValidationError):
        Note.model_validate(wrong)


@given(st.text(max_size=100))
def test_an_idea_is_one_line_that_any_database_keeps(text: str):
    kept = TypeAdapter(Note).validate_python({"text": f"a{text}", "token": "a-token-1"}).text
    assert kept.splitlines() == [kept]
    assert "\x00" not in kept
    assert kept.encode()


def test_a_closed_room_takes_nothing_and_opens_again(room: Room):
    store, code, key = room
    rooms.set_open(store, code, key, False)
    assert say(room, note("sent"), Vote(slot=0, idea="butik", turn=1)) == ["closed", "closed"]
    rooms.set_open(store, code, key, True)
    assert say(room, note("sent")) == [None]


def test_hidden_and_merged_ideas_are_kept(room: Room):
    store, code, key = room
    say(room, *(note(text, f"a-token-{text}") for text in ("bad", "bastu", "bio")))
    bad, bastu, bio = (dropped.id for dropped in seen(room).notes)
    rooms.merge_notes(store, code, key, bastu, into=bad)
    rooms.merge_notes(store, code, key, bad, into=bio)
    rooms.hide_note(store, code, key, bio)
    (left,) = seen(room).notes
    assert left.hidden
    assert [part.text for part in left.merged] == ["bad", "bastu"]
    rooms.merge_notes(store, code, key, bio, into=bastu)
    rooms.merge_notes(store, code, key, bastu, None)
    assert texts(room) == ["bastu", "bio"]


def test_only_the_leader_leads_and_only_the_own_room(room: Room):
    store, code, key = room
    say(room, note("min"))
    other_key = "another-leaders-key"
    other = rooms.open_room(store, TOUR, other_key)
    number = seen(room).notes[0].id
    for wrong in (
        lambda: rooms.move_to_stop(store, code, other_key, 1),
        lambda: rooms.move_to_stop(store, "XXXX", key, 1),
        lambda: rooms.hide_note(store, other, other_key, number),
    ):
        with pytest.raises(NotLeaderError):
            wrong()
    assert rooms.is_leader(store, code, key)
    assert not rooms.is_leader(store, code, other_key)
    assert not seen(room).notes[0].hidden


@pytest.mark.parametrize(("asked", "shown"), [(-3, 0), (2, 2), (99, 4)])
def test_what_is_shown_stays_within_the_tour(room: Room, asked: int, shown: int):
    rooms.move_to_stop(*room, asked)
    assert seen(room).position == shown


def test_every_change_raises_the_rooms_counter(room: Room):
    before = seen(room).version
    say(room, note("en"))
    rooms.move_to_stop(*room, 1)
    say(room, Vote(slot=7, idea="butik", turn=1))
    assert seen(room).version == before + 2


@pytest.mark.parametrize("dots", [0, 11])
def test_a_room_has_one_to_ten_dots(dots: int):
    with pytest.raises(ValueError, match="mellan 1 och 10"):
        rooms.open_room(in_memory(), TOUR, KEY, dots)


def test_a_code_is_four_letters_however_it_is_typed(room: Room):
    assert len(room[1]) == 4
    assert set(room[1]) <= set(room_codes.LETTERS)
    assert room_codes.normal_code(f" {room[1][:2].lower()}-{room[1][2:].lower()} ") == room[1]


def test_a_room_can_be_asked_for_that_is_not_there(room: Room):
    assert rooms.load_room(room[0], "XXXX") is None
    assert save_messages(room[0], [PhoneMessage("XXXX", PHONE, Join())]) == ["unknown"]


def test_a_leader_finds_the_rooms_again(room: Room):
    assert rooms.rooms_of(room[0], KEY) == {room[1]: TOUR.title}
    assert rooms.rooms_of(room[0], "another-leaders-key") == {}
