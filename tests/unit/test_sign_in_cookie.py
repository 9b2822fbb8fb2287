"""A sign-in outlives restarts, ends when it should, and its cookie is made once by us alone."""

import pytest
from itsdangerous import URLSafeTimedSerializer

from geodata.database.store import Store
from geodata.moderation import sign_in_cookie
from geodata.moderation.sign_in import IDLE_S, SIGNED_IN_S
from geodata.moderation.sign_in_cookie import SEEN_S, begin, exchange, read_cookie, resume, ticket

NOW = 1_800_000_000.0


def test_another_process_reads_the_cookie(store: Store):
    session = begin(store, "Ada", "hash", NOW)
    cookie = exchange(store, ticket(store, session.id))
    sign_in_cookie._serializer.cache_clear()
    other = Store(store.url)
    assert read_cookie(other, cookie) == session.id
    assert resume(other, session.id, "hash", NOW + 1).name == "Ada"


def test_each_action_puts_the_end_off_but_not_for_ever(store: Store):
    session = begin(store, "Ada", "hash", NOW)
    for minutes in range(0, SIGNED_IN_S // 60, 50):
        assert resume(store, session.id, "hash", NOW + 60 * minutes)
    assert resume(store, session.id, "hash", NOW + SIGNED_IN_S) is None


def test_an_idle_hour_and_a_new_password_end_it(store: Store):
    session = begin(store, "Ada", "hash", NOW)
    assert resume(store, session.id, "another", NOW) is None
    assert resume(store, session.id, "hash", NOW + SEEN_S - 1)
    assert resume(store, session.id, "hash", NOW + IDLE_S) is None


def test_a_ticket_is_good_once(store: Store):
    text = ticket(store, begin(store, "Ada", "hash", NOW).id)
    assert exchange(store, text)
    assert exchange(store, text) is None


@pytest.mark.parametrize("text", ["", "x", "ImEi.x.y", "å" * 1000])
def test_what_is_not_ours_is_nothing(store: Store, text: str):
    assert read_cookie(store, text) is None
    assert exchange(store, text) is None


def test_a_ticket_is_no_cookie_and_another_key_signs_nothing(store: Store):
    session = begin(store, "Ada", "hash", NOW)
    assert read_cookie(store, ticket(store, session.id)) is None
    forged = URLSafeTimedSerializer("key", salt="servicekartan-cookie").dumps(session.id)
    assert read_cookie(store, forged) is None


def test_expired_sign_ins_are_deleted(store: Store):
    old = begin(store, "Ada", "hash", NOW)
    begin(store, "Bo", "hash", NOW + SIGNED_IN_S + 1)
    assert sign_in_cookie.find(store, old.id, "hash") is None
