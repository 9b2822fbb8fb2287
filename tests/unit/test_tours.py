"""A tour is kept, changed only by its own browser, and survives being a file."""

import threading
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.collection.filter import Filter
from geodata.database.store import Store
from geodata.workshop import tours
from geodata.workshop.tour_files import TourFileError, dumps, parse_tour
from geodata.workshop.tours import Tour, TourStop
from tests.shipped import SHIPPED, shipped_index

DIALOGUE = TourStop(heading="Och hos oss?", text="Vad har vi redan?")
BUS = TourStop(idea="motala-bokbuss", note="Fråga salen.")
TOUR = Tour(title="Min kväll", stops=(BUS, DIALOGUE))

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
lonlat = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
stops = st.builds(
    TourStop,
    idea=st.none() | st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True),
    heading=text.map(lambda words: f"x{words}"),
    text=text,
    place=st.none() | text.map(lambda words: f"x{words}"),
    lonlat=st.none() | lonlat,
    note=text,
)
any_tour = st.builds(
    Tour,
    title=text.map(lambda words: f"x{words}"),
    intro=text,
    stops=st.lists(stops, max_size=5).map(tuple),
)


@pytest.fixture
def store() -> Store:
    return Store("sqlite://")


@settings(deadline=None)
@given(any_tour)
def test_a_tour_survives_being_a_file(tour: Tour):
    assert parse_tour(dumps(tour).encode(), "min.json") == tour


@settings(deadline=None, max_examples=30)
@given(any_tour)
def test_a_tour_survives_the_store(tour: Tour):
    store = _shared_store()
    assert tours.load_tour(store, tours.create_tour(store, tour, "nyckel")) == tour


@cache
def _shared_store() -> Store:
    return Store("sqlite://")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "filen är inte giltig JSON: rad 1"),
        (b"{", "rad 1, tecken 2. Ofta"),
        (b"[]", "filen är ingen visning"),
        (b'{"type": "FeatureCollection"}', "filen är ingen visning"),
        (b"\xff\xfe\x00", "inte sparad som UTF-8"),
        (b"[" * 200_000, "går inte att läsa"),
        (b"1" * 9_000, "går inte att läsa"),
        (b" " * 2_000_001, "större än 2 MB"),
        (b'{"format": "servicekartan-visning"}', "title: värdet saknas. Fyll i det"),
        (
            b'{"format": "servicekartan-visning", "title": "x", "stops": [{"heading": "a"}, {}]}',
            "stopp 2: ett stopp visar ett exempel (idea) eller har en rubrik (heading)",
        ),
        (
            b'{"format": "servicekartan-visning", "title": "x", "stops": [{"idea": "A B"}]}',
            "stopp 1, idea: värdet har fel form",
        ),
        (
            b'{"format": "servicekartan-visning", "title": "x", "stops": [{"lonlat": [1e999, 0]}]}',
            "stopp 1, lonlat: ",
        ),
        (
            b'{"format": "servicekartan-visning", "title": ["x"]}',
            "title: värdet är inte text",
        ),
    ],
)
def test_a_bad_file_is_told_where_what_and_how(content: bytes, said: str):
    with pytest.raises(TourFileError) as error:
        parse_tour(content, "min.json")
    assert "min.json" in str(error.value)
    assert said in str(error.value)


def test_a_code_is_found_in_any_letter_case_and_nonsense_is_not(store: Store):
    code = tours.create_tour(store, TOUR, "nyckel")
    assert len(code) == 6
    assert tours.load_tour(store, f" {code.lower()} ") == TOUR
    for nonsense in ("", "ABCDEF", "\x00", "å", "' OR 1=1 --", "../de-fem-forsta", "x" * 5_000):
        assert tours.load_tour(store, nonsense) is None


def test_only_the_browser_that_made_a_tour_may_change_it(store: Store):
    code = tours.create_tour(store, TOUR, "nyckel")
    assert tours.may_edit(store, code, "nyckel")
    assert not tours.may_edit(store, code, "en annan")
    for stranger in ((code, "en annan"), ("ABCDEF", "nyckel"), ("de-fem-forsta", "nyckel")):
        with pytest.raises(tours.NotOwnerError):
            tours.edit_tour(store, *stranger, lambda _: Tour(title="Kapad"))
    assert tours.load_tour(store, code) == TOUR


def test_what_two_windows_add_at_once_is_both_kept(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    code = tours.create_tour(store, Tour(title="x"), "nyckel")

    def add(window: int) -> None:
        for number in range(10):
            change = partial(tours.with_stop, stop=TourStop(heading=f"{window} {number}"))
            tours.edit_tour(store, code, "nyckel", change)

    windows = [threading.Thread(target=add, args=(window,)) for window in range(4)]
    [window.start() for window in windows]
    [window.join() for window in windows]
    assert len({stop.heading for stop in tours.load_tour(store, code).stops}) == 40


def test_a_browser_finds_its_own_tours_the_latest_first(store: Store):
    first = tours.create_tour(store, Tour(title="Först"), "nyckel")
    second = tours.create_tour(store, Tour(title="Sist"), "nyckel")
    tours.create_tour(store, Tour(title="Någon annans"), "en annan")
    assert tours.tours_of(store, "nyckel") == {second: "Sist", first: "Först"}
    tours.edit_tour(store, first, "nyckel", lambda tour: tours.with_stop(tour, DIALOGUE))
    assert list(tours.tours_of(store, "nyckel")) == [first, second]


def test_an_example_is_added_once_and_can_be_taken_away():
    tour = tours.with_idea(tours.with_idea(TOUR, "moskosel-navet"), "moskosel-navet")
    assert tour.ideas == ("motala-bokbuss", "moskosel-navet")
    assert tours.without_idea(tour, "moskosel-navet") == TOUR


def test_a_full_tour_takes_no_more():
    full = tours.tour_of(SHIPPED.ideas, "Allt")
    assert len(full.stops) == tours.MAX_STOPS
    assert tours.with_idea(full, "ny") is full
    assert tours.with_stop(full, DIALOGUE) == full


@settings(deadline=None)
@given(st.lists(stops, min_size=1, max_size=6, unique=True), st.data())
def test_moving_a_stop_loses_none(many: list[TourStop], data: st.DataObject):
    tour = Tour(title="x", stops=tuple(many))
    at, steps = data.draw(st.integers(0, len(many) - 1)), data.draw(st.integers(-7, 7))
    moved = tours.move_stop(tour, many[at], steps).stops
    assert sorted(map(repr, moved)) == sorted(map(repr, many))
    assert moved.index(many[at]) == max(0, min(len(many) - 1, at + steps))


def test_a_change_follows_a_stop_that_was_moved_meanwhile():
    moved = tours.move_stop(TOUR, BUS, 1)
    changed = tours.replace_stop(moved, BUS, BUS.model_copy(update={"note": "Ny"}))
    assert [stop.note for stop in changed.stops] == ["", "Ny"]
    assert tours.replace_stop(changed, BUS) == changed
    assert tours.move_stop(changed, BUS, 1) == changed


def test_everything_that_a_filter_finds_is_a_tour():
    found = shipped_index().select(Filter(kind=("on_wheels",), county=("25",)))
    tour = tours.tour_of(found, "På hjul i Norrbotten")
    assert tour.ideas == tuple(idea.id for idea in found)
    assert "pitea-bokbuss" in tour.ideas


@pytest.mark.parametrize("slug", tours.READY)
def test_ready_made_tours_show_examples_that_exist_in_both_languages(slug: str):
    swedish, english = tours.ready_tour(slug), tours.ready_tour(slug, "en")
    assert 6 <= len(swedish.stops) <= 10
    assert swedish.ideas == english.ideas
    assert set(swedish.ideas) <= SHIPPED.by_id.keys()
    assert all(one.note and one.note != other.note for one, other in _pairs(swedish, english))


def _pairs(one: Tour, other: Tour) -> zip:
    return zip(one.stops, other.stops, strict=True)


def test_control_characters_are_left_out():
    stop = TourStop(heading="Bok\x00buss\x1b", text="en\ntvå\x0b")
    assert (stop.heading, stop.text) == ("Bokbuss", "en\ntvå")
