"""Signing in: the password's hash, the pauses between tries, and who counts as an editor."""

import pytest
from argon2 import extract_parameters

from geodata.moderation.login_throttle import LoginAttempt, LoginThrottle
from geodata.moderation.sign_in import (
    IDLE_S,
    SIGNED_IN_S,
    EditorSession,
    editor_by_claims,
    hash_password,
    is_hash,
)
from tests.factory import cheap_hash

PASSWORD = "fyra ord om en bokbuss"
HASH = cheap_hash(PASSWORD)
DAY = 24 * 3600


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> LoginThrottle:
    return LoginThrottle(clock)


def fail(throttle: LoginThrottle, times: int, address: str = "192.0.2.1") -> LoginAttempt:
    return [throttle.check("fel", HASH, address) for _ in range(times)][-1]


def test_the_right_password_is_right(throttle: LoginThrottle):
    assert throttle.check(PASSWORD, HASH, "192.0.2.1") == LoginAttempt(accepted=True, wait_s=0.0)


def test_a_hash_for_the_configuration_is_costly_and_right(throttle: LoginThrottle):
    stored = hash_password(PASSWORD)
    parameters = extract_parameters(stored)
    assert parameters.memory_cost >= 19 * 1024  # KiB, and the passes below: OWASP's least
    assert parameters.time_cost >= 2
    assert throttle.check(PASSWORD, stored, "192.0.2.1").accepted


@pytest.mark.parametrize("guess", ["", "fel", PASSWORD.upper(), PASSWORD + " ", "x" * 1_000_000])
def test_every_other_password_is_wrong(throttle: LoginThrottle, guess: str):
    assert not throttle.check(guess, HASH, "192.0.2.1").accepted


@pytest.mark.parametrize("stored", ["", "fyra ord om en bokbuss", "$argon2id$v=19$nonsense"])
def test_without_a_real_hash_nobody_gets_in(throttle: LoginThrottle, stored: str):
    assert not is_hash(stored)
    assert not throttle.check(stored, stored, "192.0.2.1").accepted


def test_a_short_password_is_not_taken():
    with pytest.raises(ValueError, match="12–200 tecken"):
        hash_password("hemligt")


def test_after_five_failures_even_the_right_one_has_to_wait(throttle: LoginThrottle, clock: Clock):
    assert fail(throttle, 4).wait_s == 0
    assert fail(throttle, 1).wait_s == 1
    assert not throttle.check(PASSWORD, HASH, "192.0.2.1").accepted
    clock.now += 1
    assert throttle.check(PASSWORD, HASH, "192.0.2.1").accepted


def test_the_pause_doubles_up_to_a_quarter_of_an_hour(throttle: LoginThrottle, clock: Clock):
    pauses = [fail(throttle, 5).wait_s]
    for _ in range(11):
        clock.now += pauses[-1]
        pauses.append(fail(throttle, 1).wait_s)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_waiting_tries_do_not_lengthen_the_pause(throttle: LoginThrottle, clock: Clock):
    fail(throttle, 50)
    clock.now += 1
    assert throttle.check(PASSWORD, HASH, "192.0.2.1").accepted


def test_others_are_not_kept_out_by_one_guesser(throttle: LoginThrottle):
    fail(throttle, 20)
    assert throttle.check(PASSWORD, HASH, "192.0.2.2").accepted


def test_an_honest_editor_gets_in_whoever_else_guesses(throttle: LoginThrottle, clock: Clock):
    for number in range(75):
        fail(throttle, 1, f"192.0.2.{number}")
        clock.now += 0.5
    assert throttle.check(PASSWORD, HASH, "198.51.100.1").accepted
    assert not throttle.check("fel", HASH, "198.51.100.2").accepted
    # Who has mistyped waits a little, and not for as long as others go on.
    clock.now += 5
    fail(throttle, 1, "192.0.2.200")
    clock.now += 5
    assert throttle.check(PASSWORD, HASH, "198.51.100.2").accepted


def test_an_ipv6_customer_is_one_guesser(throttle: LoginThrottle):
    for number in range(5):
        fail(throttle, 1, f"2001:db8::{number:x}")
    assert throttle.check(PASSWORD, HASH, "2001:db8::ffff").wait_s > 0
    assert throttle.check(PASSWORD, HASH, "2001:db8:0:1::1").accepted


def test_behind_a_proxy_that_hides_addresses_nobody_waits_long(
    throttle: LoginThrottle, clock: Clock
):
    for _ in range(12):
        clock.now += fail(throttle, 1, "").wait_s
    assert fail(throttle, 1, "").wait_s <= 10


def test_failures_are_forgotten_in_time(throttle: LoginThrottle, clock: Clock):
    fail(throttle, 5)
    clock.now += DAY
    assert fail(throttle, 4).wait_s == 0


def test_a_sign_in_ends_by_itself():
    signed = EditorSession("Ada", HASH, since=0, seen=0)
    assert signed.is_valid(HASH, IDLE_S - 1)
    assert not signed.is_valid(HASH, IDLE_S)
    assert not EditorSession("Ada", HASH, since=0, seen=SIGNED_IN_S).is_valid(HASH, SIGNED_IN_S)


def test_a_new_password_ends_every_sign_in():
    assert not EditorSession("Ada", HASH, since=0, seen=0).is_valid(hash_password(PASSWORD), 1)


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
        {"email": ["ada@example.org"], "iat": 0, "email_verified": True},
        {"email": "ada@example.org", "iat": 0},
        {"email": "ada@example.org", "iat": 0, "email_verified": "nja"},
        {"email": "ada@example.org", "iat": 1e9, "email_verified": True},
        {"email": "ada@example.org", "iat": True, "email_verified": True},
        {"email": "\u212aim@example.org", "iat": 0, "email_verified": True},
    ],
)
def test_a_provider_that_speaks_of_somebody_else_is_not_enough(claims: dict[str, object]):
    assert editor_by_claims(claims, ["ada@example.org", "kim@example.org", "", 1], 0) is None


def test_an_editor_by_the_provider_is_known_by_address():
    claims = {"email": "ADA@example.org", "iat": 0, "email_verified": True}
    assert editor_by_claims(claims, ["Ada@Example.org"], 60) == "ada@example.org"


def test_only_accounts_of_an_allowed_tenant_get_in():
    claims = {"email": "ada@example.org", "iat": 0, "tid": "ours"}
    assert editor_by_claims(claims, ["ada@example.org"], 0, ["ours"]) == "ada@example.org"
    stranger = {**claims, "tid": "theirs", "email_verified": True}
    assert editor_by_claims(stranger, ["ada@example.org"], 0, ["ours"]) is None
