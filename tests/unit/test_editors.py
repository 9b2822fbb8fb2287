"""Signing in: the password's hash, the pauses between tries, and who counts as an editor."""

import pytest

from geodata.moderation.login_throttle import Answer, SignInDesk
from geodata.moderation.sign_in import (
    IDLE_S,
    SIGNED_IN_S,
    SignedIn,
    editor_by_claims,
    hash_password,
    is_hash,
)

PASSWORD = "fyra ord om en bokbuss"
HASH = hash_password(PASSWORD)
DAY = 24 * 3600


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> SignInDesk:
    return SignInDesk(clock)


def fail(desk: SignInDesk, times: int, address: str = "192.0.2.1") -> Answer:
    return [desk.admit("fel", HASH, address) for _ in range(times)][-1]


def test_the_right_password_is_right(desk: SignInDesk):
    assert desk.admit(PASSWORD, HASH, "192.0.2.1") == Answer(right=True, wait_s=0.0)


@pytest.mark.parametrize("guess", ["", "fel", PASSWORD.upper(), PASSWORD + " ", "x" * 1_000_000])
def test_every_other_password_is_wrong(desk: SignInDesk, guess: str):
    assert not desk.admit(guess, HASH, "192.0.2.1").right


@pytest.mark.parametrize("stored", ["", "fyra ord om en bokbuss", "$argon2id$v=19$nonsense"])
def test_without_a_real_hash_nobody_gets_in(desk: SignInDesk, stored: str):
    assert not is_hash(stored)
    assert not desk.admit(stored, stored, "192.0.2.1").right


def test_a_short_password_is_not_taken():
    with pytest.raises(ValueError, match="12–200 tecken"):
        hash_password("hemligt")


def test_after_five_failures_even_the_right_one_has_to_wait(desk: SignInDesk, clock: Clock):
    assert fail(desk, 4).wait_s == 0
    assert fail(desk, 1).wait_s == 1
    assert not desk.admit(PASSWORD, HASH, "192.0.2.1").right
    clock.now += 1
    assert desk.admit(PASSWORD, HASH, "192.0.2.1").right


def test_the_pause_doubles_up_to_a_quarter_of_an_hour(desk: SignInDesk, clock: Clock):
    pauses = [fail(desk, 5).wait_s]
    for _ in range(11):
        clock.now += pauses[-1]
        pauses.append(fail(desk, 1).wait_s)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_waiting_tries_do_not_lengthen_the_pause(desk: SignInDesk, clock: Clock):
    fail(desk, 50)
    clock.now += 1
    assert desk.admit(PASSWORD, HASH, "192.0.2.1").right


def test_others_are_not_kept_out_by_one_guesser(desk: SignInDesk):
    fail(desk, 20)
    assert desk.admit(PASSWORD, HASH, "192.0.2.2").right


def test_many_addresses_together_are_slowed_down_a_little(desk: SignInDesk, clock: Clock):
    for number in range(60):
        clock.now += 1
        fail(desk, 1, f"192.0.2.{number}")
    kept_out = desk.admit(PASSWORD, HASH, "198.51.100.1")
    assert 0 < kept_out.wait_s <= 10
    clock.now += 10
    assert desk.admit(PASSWORD, HASH, "198.51.100.1").right


def test_failures_are_forgotten_in_time(desk: SignInDesk, clock: Clock):
    fail(desk, 5)
    clock.now += DAY
    assert fail(desk, 4).wait_s == 0


def test_a_sign_in_ends_by_itself():
    signed = SignedIn("Ada", HASH, since=0, seen=0)
    assert signed.holds(HASH, IDLE_S - 1)
    assert not signed.holds(HASH, IDLE_S)
    assert not SignedIn("Ada", HASH, since=0, seen=SIGNED_IN_S).holds(HASH, SIGNED_IN_S)


def test_a_new_password_ends_every_sign_in():
    assert not SignedIn("Ada", HASH, since=0, seen=0).holds(hash_password(PASSWORD), 1)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "", "iat": 0},
        {"email": "eve@example.org", "iat": 0},
        {"email": "ada@example.org"},
        {"email": "ada@example.org", "iat": -SIGNED_IN_S},
        {"email": "ada@example.org", "iat": "0"},
        {"email": "ada@example.org", "iat": 0, "email_verified": False},
        {"email": ["ada@example.org"], "iat": 0},
    ],
)
def test_a_provider_that_speaks_of_somebody_else_is_not_enough(claims: dict[str, object]):
    assert editor_by_claims(claims, ["ada@example.org", ""], 0) is None


def test_an_editor_by_the_provider_is_known_by_address():
    claims = {"email": "ADA@example.org", "iat": 0, "email_verified": True}
    assert editor_by_claims(claims, ["Ada@Example.org"], 60) == "ada@example.org"
