"""What needs no sign-in has an end: corrections, confirmations, and senders of unknown address."""

import json
import tomllib
from pathlib import Path

import pytest

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.moderation import submissions
from geodata.moderation.review import publish
from geodata.moderation.submissions import (
    Contact,
    TooManyError,
    confirm,
    correct,
    load_submission,
    submit,
)
from tests.factory import FEATURES, feature

KIM = Contact(name="Kim", email="kim@example.org")


@pytest.fixture
def bank(store: Store, tmp_path: Path) -> Bank:
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return Bank(path, store)


def test_a_receipt_brings_so_many_corrections_a_day(bank: Bank, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(submissions, "MAX_CORRECTIONS", 3)
    code = submit(bank, feature("x"), KIM)
    for number in range(1, 4):
        correct(bank, code, feature("x", title=f"Version {number}"), seen=number)
    with pytest.raises(TooManyError, match="i morgon"):
        correct(bank, code, feature("x"), seen=4)
    assert load_submission(bank, code).number == 4


def test_saying_so_again_on_the_same_day_makes_nobody_read_again(bank: Bank):
    code = submit(bank, feature("x"), KIM)
    publish(bank, load_submission(bank, code).idea_id, 1, "Ada")
    confirm(bank, code)
    version = bank.store.version("ideas")
    for _ in range(3):
        confirm(bank, code)
    assert bank.store.version("ideas") == version


@pytest.mark.parametrize(
    ("addresses", "most"),
    [
        ([""], "MAX_UNKNOWN_PER_HOUR"),
        (["127.0.0.1"], "MAX_UNKNOWN_PER_HOUR"),
        (["2001:db8::1", "2001:db8::2"], "MAX_PER_HOUR"),
    ],
)
def test_no_sender_is_without_a_limit(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, addresses: list[str], most: str
):
    monkeypatch.setattr(submissions, most, 2)
    for number in range(2):
        submit(bank, feature("x"), KIM, addresses[number % len(addresses)])
    with pytest.raises(TooManyError):
        submit(bank, feature("x"), KIM, addresses[0])
    submit(bank, feature("x"), KIM, "198.51.100.1")


def test_one_session_and_one_frame_hold_no_more_than_a_page_needs():
    config = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxWidgetStateSize"] == 1
    for file in ("Makefile", "Dockerfile", "README.md"):
        text = Path(file).read_text(encoding="utf-8")
        assert "ws-max-size" in text
        assert "2000000" in text
