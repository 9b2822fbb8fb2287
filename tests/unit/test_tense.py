"""An example is told in the tense that its status allows, the same in every renderer."""

import pytest

from geodata.collection import tense
from geodata.collection.geojson import collect
from geodata.collection.idea import Idea
from geodata.workshop.slides import services_line
from pages.common import example_view
from pages.common.i18n import speaking
from tests.factory import feature
from tests.unit.conftest import Serve


def idea(**changes: object) -> Idea:
    return collect([feature("butik", **changes)], "").ideas[0]


@pytest.mark.parametrize(
    ("status", "heading", "card"),
    [
        ("active", "Det här kan du göra", ""),
        ("planned", "Det här ska gå att göra", "Planerad, källa 2023"),
        ("ended", "Det här kunde du göra", "Avslutad, källa 2023"),
        ("unknown", "Det här gick att göra enligt källan", "Okänt om det finns kvar, källa 2023"),
    ],
)
def test_heading_and_card_follow_the_status(status: str, heading: str, card: str) -> None:
    example = idea(status=status, status_as_of="2023-05")
    assert tense.heading("services", tense.tense(example), "sv") == heading
    assert tense.card_status(example, "sv") == card
    assert services_line(example, "sv").startswith(f"{heading}: ")


def test_year_comes_from_the_newest_source_when_the_status_has_none() -> None:
    sources = [{"title": "A", "date": "2016"}, {"title": "B", "date": "2019-02"}, {"title": "C"}]
    example = idea(status="unknown", sources=sources)
    assert tense.card_status(example, "en") == "Not known if it still exists, source 2019"
    assert tense.card_status(idea(status="ended"), "sv") == "Avslutad"


def test_unknown_that_is_confirmed_later_is_told_as_running() -> None:
    example = idea(status="unknown", status_as_of="2019", confirmed="2026-11-01")
    assert tense.tense(example) == "active"
    same_day = idea(status="unknown", status_as_of="2026-11-01", confirmed="2026-11-01")
    assert tense.tense(same_day) == "unknown"
    assert tense.tense(idea(status="ended", confirmed="2026-11-01")) == "ended"


def test_english_reader_is_told_which_texts_are_swedish() -> None:
    example = idea(title_en="The shop", description="Text.", lessons=["Börja smått."])
    with speaking("en"):
        assert example_view.swedish_texts(example) == ["summary", "description", "lessons"]
    with speaking("sv"):
        assert example_view.swedish_texts(example) == []


def test_example_page_marks_swedish_and_says_so(serve: Serve) -> None:
    ended = feature("butik", title_en="The shop", description="Öppet **jämt**.", status="ended")
    client = serve([ended])
    english, swedish = (client.get(f"/exempel/butik{query}").text for query in ("?lang=en", ""))
    assert "This text is in Swedish only." in english
    assert "<h1>The shop</h1>" in english
    assert '<p class="vw-lead" lang="sv">' in english
    assert '<div lang="sv"><p>Öppet' in english
    assert "What you could do here" in english
    assert "Det här kunde du göra" in swedish
    assert "Så fungerade det" in swedish
    assert "kan du göra" not in swedish
    assert '<p class="vw-lead">' in swedish
