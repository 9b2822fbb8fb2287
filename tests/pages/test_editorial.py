"""Redaktion as Streamlit runs it: the way in, and that nothing is done without it."""

import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from geodata.editors import IDLE_S, hash_password
from pages.shared.editorial.guard import SIGNED_IN
from tests.pages.conftest import Open

PASSWORD = "fyra ord om en bokbuss"
HASH = hash_password(PASSWORD)


@pytest.fixture
def editorial(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open Redaktion where the password is set."""
    monkeypatch.setenv("SERVICEKARTAN_EDITORS_HASH", HASH)

    def run(**params: str | list[str]) -> AppTest:
        app = open_page().switch_page("editorial.py")
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


def sign_in(app: AppTest, password: str = PASSWORD, name: str = "Ada") -> AppTest:
    app.text_input(key="sign-in-name").input(name)
    app.text_input(key="sign-in-password").input(password)
    return app.button(key="sign-in-go").click().run()


def is_in(app: AppTest) -> bool:
    return any(button.key == "sign-out" for button in app.button)


def test_without_a_password_the_page_says_how_to_set_one(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SERVICEKARTAN_EDITORS_HASH", raising=False)
    app = open_page().switch_page("editorial.py").run()
    assert not app.exception
    assert app.code[0].value == "python -m geodata password"
    assert not app.text_input


def test_a_setting_that_is_no_hash_is_told_of(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SERVICEKARTAN_EDITORS_HASH", PASSWORD)
    app = open_page().switch_page("editorial.py").run()
    assert "ingen hash" in app.warning[0].value


def test_the_password_lets_an_editor_in_and_out(editorial: Open):
    app = sign_in(editorial())
    assert not app.exception
    assert is_in(app)
    assert "Ada" in [text.value for text in app.text]
    assert not is_in(app.button(key="sign-out").click().run())


@pytest.mark.parametrize("wrong", ["", "fel", PASSWORD + "!"])
def test_another_password_does_not(editorial: Open, wrong: str):
    app = sign_in(editorial(), wrong)
    assert not is_in(app)
    assert "Lösenordet stämmer inte" in app.error[0].value


def test_a_name_is_asked_for(editorial: Open):
    app = sign_in(editorial(), name=" ")
    assert not is_in(app)
    assert "namn" in app.error[0].value


def test_an_idle_session_ends(editorial: Open):
    app = sign_in(editorial())
    signed = app.session_state[SIGNED_IN]
    app.session_state[SIGNED_IN] = replace(signed, seen=time.time() - IDLE_S)
    assert not is_in(app.run())


@pytest.mark.parametrize("forged", [True, "Ada", {"name": "Ada", "since": 9e9}, ["Ada"]])
def test_what_a_browser_could_send_is_no_sign_in(editorial: Open, forged: object):
    app = editorial()
    app.session_state[SIGNED_IN] = forged
    assert not is_in(app.run())
