"""Redaktion as Streamlit runs it: the way in, and that nothing is done without it."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from geodata.bank import Bank, open_bank
from geodata.database.models import Decision
from geodata.moderation.review import (
    confirm_by_editor,
    load_review,
    save_edit,
    withdraw_by_editor,
)
from geodata.moderation.sign_in import IDLE_S, hash_password
from geodata.moderation.submissions import Contact, submit
from pages.parts.editorial.access import SIGNED_IN
from tests.factory import feature
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


@pytest.fixture
def signed_in(editorial: Open) -> Open:
    """Open Redaktion, and sign in as the editor Ada where the address leads."""

    def run(**params: str | list[str]) -> AppTest:
        return sign_in(editorial(**params))

    return run


@pytest.fixture
def bank(collection: Path) -> Bank:
    """Return the bank that the page works on."""
    assert collection
    return open_bank()


@pytest.fixture
def handed_in(bank: Bank) -> str:
    """Return the id of a waiting submission."""
    new = feature("x", title="Bagarstugan", place="Moskosel")
    submit(bank, new, Contact(name="Kim Berg", email="kim@example.org"))
    return "bagarstugan-moskosel"


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


# The queue and an example


def texts(app: AppTest) -> str:
    parts = [*app.main.markdown, *app.text, *app.caption, *app.error, *app.success, *app.info]
    return " ".join(str(part.value) for part in parts)


def public(bank: Bank) -> dict[str, str]:
    return {idea.id: idea.title for idea in bank.current().collection.ideas}


def log(bank: Bank) -> list[tuple[str, str, str]]:
    with bank.store.read() as session:
        rows = session.scalars(select(Decision).order_by(Decision.id))
        return [(row.who, row.action, row.subject) for row in rows]


def test_an_empty_queue_says_so(signed_in: Open):
    assert "Kön är tom" in texts(signed_in())


def test_what_waits_is_opened_read_and_published(signed_in: Open, bank: Bank, handed_in: str):
    app = signed_in()
    app.button(key=f"queue-{handed_in}").click().run()
    assert handed_in in app.query_params["arende"]
    assert "kim@example.org" in texts(app)
    app.button(key="publish").click().run()
    assert not app.exception
    assert public(bank)[handed_in] == "Bagarstugan"
    assert log(bank)[-1] == ("Ada", "publish", handed_in)


def test_a_change_is_shown_against_what_is_published(signed_in: Open, bank: Bank):
    changed = bank.current().collection.by_id["butik"].to_feature()
    changed["properties"]["title"] = "Butiken vid sjön"
    save_edit(bank, "butik", changed, "Bo")
    page_text = texts(signed_in(arende="butik"))
    assert ":red-background[~~i byn~~]" in page_text
    assert ":green-background[**vid sjön**]" in page_text


def test_giving_back_takes_a_comment(signed_in: Open, bank: Bank, handed_in: str):
    app = signed_in(arende=handed_in)
    app.button(key="give-back").click().run()
    assert "Skriv först" in app.error[0].value
    app.text_area(key="comment").input("Vilka dagar?")
    app.button(key="give-back").click().run()
    review = load_review(bank, handed_in)
    assert (review.case.state, review.case.comment) == ("returned", "Vilka dagar?")


def test_an_example_of_the_file_is_edited_and_restored(signed_in: Open, bank: Bank):
    app = signed_in(arende="butik")
    app.text_input(key="edit-butik-0-title").input("Nya butiken")
    app.button(key="edit-butik-0-publish").click().run()
    assert not app.exception
    assert public(bank)["butik"] == "Nya butiken"
    app.button(key="restore-1").click().run()
    assert public(bank)["butik"] == "Butiken i byn"
    assert [action for _, action, _ in log(bank)] == ["edit", "publish", "restore"]


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [("title", "", "title"), ("lat", "norr", "inget tal"), ("started", "i fjol", "inget årtal")],
)
def test_a_form_with_a_slip_is_kept_and_explained(
    signed_in: Open, bank: Bank, field: str, text: str, why: str
):
    app = signed_in(arende="butik")
    app.text_input(key=f"edit-butik-0-{field}").input(text)
    app.button(key="edit-butik-0-save").click().run()
    assert why in app.error[0].value
    assert app.text_input(key=f"edit-butik-0-{field}").value == text
    assert log(bank) == []


def test_withdrawing_takes_it_off_the_map(signed_in: Open, bank: Bank):
    signed_in(arende="butik").button(key="withdraw").click().run()
    assert "butik" not in public(bank)


def test_the_stalest_are_confirmed_in_one_click(signed_in: Open, bank: Bank):
    app = signed_in(**{"del": "Exempel"})
    app.button(key="confirm-butik").click().run()
    assert bank.current().collection.by_id["butik"].confirmed
    assert log(bank) == [("Ada", "confirm", "butik")]


def test_examples_are_found_by_words(signed_in: Open):
    app = signed_in(**{"del": "Exempel", "sok": "bokbuss"})
    keys = [b.key for b in app.button if (b.key or "").startswith("example-")]
    assert keys == ["example-bokbuss"]


def test_what_was_withdrawn_can_be_found_and_put_back(signed_in: Open, bank: Bank):
    withdraw_by_editor(bank, "butik", "fel", "Bo")
    app = signed_in(stangda="true")
    app.button(key="queue-butik").click().run()
    app.button(key="restore-1").click().run()
    assert not app.exception
    assert "butik" in public(bank)


def test_a_confirmed_example_that_left_the_file_is_no_page(
    signed_in: Open, bank: Bank, collection: Path
):
    confirm_by_editor(bank, "butik", "Bo")
    collection.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    assert "inget exempel med det id:t" in texts(signed_in(arende="butik"))


def test_a_database_out_of_reach_is_said_and_nothing_breaks(
    signed_in: Open, handed_in: str, monkeypatch: pytest.MonkeyPatch
):
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("", {}, Exception())

    app = signed_in(arende=handed_in)
    monkeypatch.setattr("geodata.moderation.review.submission_transaction", gone)
    app.button(key="publish").click().run()
    assert not app.exception
    assert "Databasen svarar inte" in app.error[0].value


def test_an_id_of_nothing_is_answered(signed_in: Open):
    assert "inget exempel med det id:t" in texts(signed_in(arende="finns-inte"))


def test_somebody_elses_newer_version_stops_a_publishing(
    signed_in: Open, bank: Bank, handed_in: str
):
    app = signed_in(arende=handed_in)
    save_edit(bank, handed_in, load_review(bank, handed_in).case.feature, "Bo", seen=1)
    app.button(key="publish").click().run()
    assert "Någon har ändrat exemplet" in app.error[0].value
    assert handed_in not in public(bank)


# Problems and log


def test_what_is_wrong_in_the_file_is_told_with_its_cure(signed_in: Open, collection: Path):
    broken = [feature("trasig", kind="magisk")]
    collection.write_text(json.dumps({"type": "FeatureCollection", "features": broken}))
    page_text = texts(signed_in(**{"del": "Fel i samlingen"}))
    assert "trasig" in page_text
    assert "magisk" in page_text
    assert "Välj bland" in page_text or "inte ett känt värde" in page_text


def test_the_log_can_be_searched(signed_in: Open, bank: Bank):
    confirm_by_editor(bank, "butik", "Bo")
    confirm_by_editor(bank, "bokbuss", "Kim")
    app = signed_in(**{"del": "Logg", "vem": "kim"})
    assert list(app.dataframe[0].value.iloc[0][1:4]) == ["Kim", "bekräftade", "bokbuss"]
    assert len(app.dataframe[0].value) == 1


# Import


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    return app.file_uploader(key="import-file-0").upload(name, data).run()


ROWS = """Titel;Slag;Ort;Kommun;Text;Källa
Macken;Fast;Norsjö;Norsjö;Bensin.;Byn
Boden;Fast;Boden;Ingenstans;Mat.;Byn
"""


def test_the_upload_button_gets_its_label_from_one_style_rule(signed_in: Open):
    app = signed_in(**{"del": "Import"})
    labels = [html for html in app.get("html") if "Välj fil" in html.body]
    assert len(labels) == 1


def test_a_file_is_previewed_imported_and_undone(signed_in: Open, bank: Bank):
    before = public(bank)
    app = upload(signed_in(**{"del": "Import"}), "byar.csv", ROWS.encode())
    app.button(key="preview").click().run()
    assert not app.exception
    rows = app.dataframe[0].value.values.tolist()
    assert rows[0][:3] == [2, "Läggs till", "Macken"]
    assert rows[1][:4] == [3, "Nekas", "Boden", "Kommun"]
    app.radio(key="import-way").set_value(True)
    app.button(key="import-go").click().run()
    assert "1 tillagda, 0 ändrade, 1 nekade" in texts(app)
    assert public(bank) == before | {"macken-norsjoe": "Macken"}
    app.button(key="undo-1").click().run()
    assert public(bank) == before


def test_an_unsure_row_is_a_question_and_the_answer_decides(signed_in: Open, bank: Bank):
    idea = bank.current().collection.by_id["butik"]
    row = f"{idea.title};fixed;{idea.place};{idea.municipality};65.87;19.45;Ny text.;Annan källa"
    data = f"Namn;Slag;Ort;Kommun;Lat;Lon;Text;Källa\n{row}\n".encode()
    app = upload(signed_in(**{"del": "Import"}), "byar.csv", data)
    app.button(key="preview").click().run()
    assert app.dataframe[0].value.values.tolist()[0][:2] == [2, "Fråga"]
    assert app.button(key="import-go").disabled
    app.radio(key="import-answer-2").set_value("same").run()
    assert app.dataframe[0].value.values.tolist()[0][:2] == [2, "Ändras"]
    app.button(key="import-go").click().run()
    assert bank.current().collection.by_id["butik"].summary == "Ny text."


def test_a_file_that_cannot_be_read_is_explained(signed_in: Open):
    app = upload(signed_in(**{"del": "Import"}), "bild.csv", b"\x89PNG\x00")
    assert "inget av det som kan läsas" in app.error[0].value


# Nothing without sign-in


@pytest.mark.parametrize("section", ["Exempel", "Import", "Logg", "Nätverkets inlägg"])
def test_an_address_alone_shows_nothing(editorial: Open, handed_in: str, section: str):
    app = editorial(**{"del": section, "arende": handed_in})
    assert "kim@example.org" not in texts(app)
    assert {button.key for button in app.button} == {"sign-in-go"}


Act = Callable[[AppTest], AppTest]
ACTIONS: dict[str, Act] = {
    "publish": lambda app: app.button(key="publish").click(),
    "withdraw": lambda app: app.button(key="withdraw").click(),
    "edit": lambda app: app.button(key="edit-bagarstugan-moskosel-1-publish").click(),
}


@pytest.mark.parametrize("act", ACTIONS.values(), ids=ACTIONS)
def test_a_button_drawn_before_the_session_ended_does_nothing(
    signed_in: Open, bank: Bank, handed_in: str, act: Act
):
    app = signed_in(arende=handed_in)
    app.session_state[SIGNED_IN] = {"name": "Ada"}
    act(app).run()
    assert not is_in(app)
    assert "inte inloggad längre" in app.error[0].value
    assert log(bank) == []
