"""The audit log: who did what, found again."""

import pytest

from geodata.database.audit_log import entries
from geodata.database.models import Decision
from geodata.database.store import Store


@pytest.fixture
def filled(store: Store) -> Store:
    """A log with three entries."""
    with store.write() as session:
        session.add(Decision(who="Ada", action="publish", subject="butik", detail={}))
        session.add(Decision(who="Bo", action="publish", subject="bokbuss", detail={}))
        session.add(Decision(who="Åsa", action="withdraw", subject="100%_butik", detail={}))
    return store


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("", ["100%_butik", "bokbuss", "butik"]),
        ("BUTIK", ["100%_butik", "butik"]),
        ("ada", ["butik"]),
        ("%", ["100%_butik"]),
        ("_", ["100%_butik"]),
        ("finns inte", []),
    ],
)
def test_the_latest_comes_first_and_words_narrow_it(filled: Store, text: str, subjects: list[str]):
    assert [entry.subject for entry in entries(filled, text)] == subjects


def test_an_action_and_a_number_narrow_it_too(filled: Store):
    assert [entry.subject for entry in entries(filled, action="withdraw")] == ["100%_butik"]
    assert len(entries(filled, limit=2)) == 2
