"""Redaktion as Streamlit runs it: the way in, and that nothing is done without it."""

import io
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from geodata.bank import Bank, open_bank
from geodata.database.models import Decision, SignIn
from geodata.database.store import open_store
from geodata.guides.revisions import save_guide
from geodata.importing.file_readers import read_table
from geodata.importing.plan import guess_columns, make_plan
from geodata.moderation.review import (
    confirm_by_editor,
    load_review,
    save_edit,
    withdraw_by_editor,
)
from geodata.moderation.sign_in import IDLE_S, SIGNED_IN_S
from geodata.moderation.sign_in_cookie import COOKIE
from geodata.moderation.submissions import Contact, submit
from geodata.network.posts import load_posts, save_post
from pages.common.i18n import speaking
from pages.parts.editorial import sign_in as sign_in_page
from pages.parts.editorial.access import SIGNED_IN
from pages.parts.editorial.form import edit_form, guide_form
from pages.parts.editorial.importing.template import columns, template_csv, template_xlsx
from pages.parts.editorial.sign_in import TICKET
from pages.routes import sign_in as sign_in_route
from tests.factory import cheap_hash, feature
from tests.pages.conftest import Open

PASSWORD = "fyra ord om en bokbuss"
HASH = cheap_hash(PASSWORD)


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
    # What carries the address stays, so that signing in leads to it; there is no field to fill in.
    assert {field.key for field in app.text_input} == {"arende", "guide"}


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
    app.text_area(key=f"comment-{handed_in}").input("Vilka dagar?")
    app.button(key="give-back").click().run()
    review = load_review(bank, handed_in)
    assert (review.case.state, review.case.comment) == ("returned", "Vilka dagar?")
    assert app.text_area(key=f"comment-{handed_in}").value == ""


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


def test_what_an_undone_import_leaves_is_named_with_the_reason(signed_in: Open, bank: Bank):
    app = upload(signed_in(**{"del": "Import"}), "byar.csv", ROWS.encode())
    app.button(key="preview").click().run()
    app.radio(key="import-way").set_value(True)
    app.button(key="import-go").click().run()
    withdraw_by_editor(bank, "macken-norsjoe", "", "Anna")
    app.button(key="undo-1").click().run()
    message = app.success[0].value.replace("\\", "")
    assert "1 lämnades som det är: macken-norsjoe (exemplet är tillbakadraget)." in message


def test_an_unsure_row_is_a_question_and_the_answer_decides(signed_in: Open, bank: Bank):
    idea = bank.current().collection.by_id["butik"]
    row = f"{idea.title};fixed;{idea.place};{idea.municipality};65.87;19.45;Ny text.;Annan källa"
    data = f"Namn;Slag;Ort;Kommun;Lat;Lon;Text;Källa\n{row}\n".encode()
    app = upload(signed_in(**{"del": "Import"}), "byar.csv", data)
    app.button(key="preview").click().run()
    assert app.dataframe[0].value.values.tolist()[0][:2] == [2, "Fråga"]
    assert app.button(key="import-go").disabled
    next(b for b in app.button if (b.key or "").endswith("-all-same")).click().run()
    assert app.dataframe[0].value.values.tolist()[0][:2] == [2, "Ändras"]
    app.radio(key="import-way").set_value(True)
    app.button(key="import-go").click().run()
    assert bank.current().collection.by_id["butik"].summary == "Ny text."


def test_a_file_that_cannot_be_read_is_explained(signed_in: Open):
    app = upload(signed_in(**{"del": "Import"}), "bild.csv", b"\x89PNG\x00")
    assert "är en bild och läses inte" in app.error[0].value


TYPES = "Namn;Typ;Kommun;Latitud;Longitud;Sammanfattning;Källa\n"
TYPES += "Butiken;Lanthandel;Åsele;64,16;17,35;En butik.;Byalaget\n"


def preview(app: AppTest) -> list[list[object]]:
    """Press the button and return the preview's lines."""
    app.button(key="preview").click().run()
    assert not app.exception
    lines: list[list[object]] = app.dataframe[0].value.values.tolist()
    return lines


def box(app: AppTest, field: str) -> Selectbox:
    """Return the choice of a field's column or value in the import that is open."""
    return next(b for b in app.selectbox if re.fullmatch(rf"import-\w{{12}}-{field}", b.key or ""))


def test_a_guess_can_be_unset_and_a_value_given_in_its_place(signed_in: Open):
    app = upload(signed_in(**{"del": "Import"}), "byar.csv", TYPES.encode())
    assert box(app, "kind").value == "Typ"
    assert preview(app)[0][1] == "Nekas"
    box(app, "kind").select("")
    box(app, "default-kind").select("fixed").run()
    rows = preview(app)
    assert {row[1] for row in rows} == {"Läggs till"}
    assert ["Slag", "saknas: ”Fast” står i stället."] in [[row[3], row[6]] for row in rows]


def test_what_would_change_is_shown_value_by_value(signed_in: Open, bank: Bank):
    changed = "Id;Rubrik;Sammanfattning\nbutik;Butiken vid sjön;En butik vid sjön.\n"
    before = bank.current().collection.by_id["butik"]
    app = upload(signed_in(**{"del": "Import"}), "byar.csv", changed.encode())
    rows = [row[1:6] for row in preview(app)]
    title = ["Ändras", "Butiken vid sjön", "Rubrik", before.title, "Butiken vid sjön"]
    summary = ["Sammanfattning", before.summary, "En butik vid sjön."]
    assert title in rows
    assert summary in [row[2:] for row in rows]


def test_another_sheet_can_be_chosen_where_the_first_has_no_rows(signed_in: Open):
    book = Workbook()
    headings = ["Rubrik", "Slag", "Ort", "Kommun", "Sammanfattning", "Källa"]
    book.worksheets[0].append(headings)
    book.create_sheet("Byar").append(headings)
    book["Byar"].append(["Ett", "Fast", "Moskosel", "Arvidsjaur", "En text.", "Byn"])
    file = io.BytesIO()
    book.save(file)
    app = upload(signed_in(**{"del": "Import"}), "byar.xlsx", file.getvalue())
    assert "inga rader" in app.warning[0].value
    box(app, "sheet").select("Byar").run()
    assert not app.warning
    assert preview(app)[0][2] == "Ett"


def test_every_sheet_of_a_workbook_can_be_chosen(signed_in: Open):
    book = Workbook()
    for title, sheet in (("Ett", book.worksheets[0]), ("Två", book.create_sheet("Andra"))):
        sheet.append(["Rubrik", "Slag", "Ort", "Kommun", "Sammanfattning", "Källa"])
        sheet.append([title, "Fast", "Moskosel", "Arvidsjaur", "En text.", "Byn"])
    file = io.BytesIO()
    book.save(file)
    app = upload(signed_in(**{"del": "Import"}), "byar.xlsx", file.getvalue())
    assert preview(app)[0][2] == "Ett"
    box(app, "sheet").select("Andra").run()
    assert preview(app)[0][2] == "Två"


DOUBTFUL = "Rubrik;Slag;Ort;Kommun;Sammanfattning;Källa\n"
DOUBTFUL += "Butiken i byn;;Moskosel;Arvidsjaur;En annan text.;Någon annan\n"


@pytest.mark.parametrize(("answer", "action"), [("same", "Ändras"), ("new", "Läggs till")])
def test_a_doubtful_row_is_a_question_and_waits_for_its_answer(
    signed_in: Open, answer: str, action: str
):
    app = upload(signed_in(**{"del": "Import"}), "byar.csv", DOUBTFUL.encode())
    box(app, "default-kind").select("fixed").run()
    assert {row[1] for row in preview(app)} == {"Fråga"}
    assert app.button(key="import-go").disabled
    button = next(b for b in app.button if (b.key or "").endswith(f"-all-{answer}"))
    button.click().run()
    assert not app.exception
    lines = app.dataframe[0].value.values.tolist()
    assert {row[1] for row in lines} == {action}
    # Only a new example takes what stands in for the missing kind.
    assert any("saknas: ”Fast”" in row[6] for row in lines) == (answer == "new")
    assert not app.button(key="import-go").disabled


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(("ending", "make"), [("csv", template_csv), ("xlsx", template_xlsx)])
def test_the_template_is_read_as_it_is(
    bank: Bank, language: str, ending: str, make: Callable[[], bytes]
):
    with speaking(language):
        table = read_table(f"mall.{ending}", make())
        fields = columns()
    mapping = guess_columns(table)
    assert mapping.keys() == fields.keys()
    assert all(text for _, text in fields.values())
    plan = make_plan(bank, table, mapping)
    assert [(row.action, row.remarks) for row in plan.rows] == [("add", ())]


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


@pytest.fixture
def guides(signed_in: Open, guide_examples: Path) -> Open:
    """Open the guides of Redaktion."""
    assert guide_examples

    def run(guide_id: str) -> AppTest:
        app = signed_in(**{"del": "Guider"})
        return app.selectbox(key="guide-chosen").select(guide_id).run()

    return run


def shown_title(guide_id: str) -> str:
    return open_bank().current().guides.by_id[guide_id].title


def test_a_guide_is_changed_and_taken_back(guides: Open):
    app = guides("mack-i-byn")
    assert not app.exception
    before = shown_title("mack-i-byn")
    app.text_input(key="guide-title-mack-i-byn-0").input("Macken")
    app.button(key="guide-go-mack-i-byn-0").click().run()
    assert not app.exception
    assert shown_title("mack-i-byn") == "Macken"
    app.text_input(key="guide-title-mack-i-byn-1").input("Macken i byn")
    app.button(key="guide-go-mack-i-byn-1").click().run()
    app.button(key="guide-back-1").click().run()
    assert shown_title("mack-i-byn") == "Macken"
    back = next(b for b in app.button if b.label.startswith("Gå tillbaka"))
    back.click().run()
    assert not app.exception
    assert shown_title("mack-i-byn") == before
    with open_bank().store.read() as session:
        entries = [(entry.who, entry.action) for entry in session.scalars(select(Decision))]
    assert entries == [("Ada", "save_guide")] * 3 + [("Ada", "remove_guide")]


def test_a_fault_in_a_guide_is_named_and_what_was_written_stays(guides: Open):
    app = guides("mack-i-byn")
    body = app.text_area(key="guide-body-mack-i-byn-0")
    body.input(f"{body.value}\n\nNytt [9999].")
    app.button(key="guide-go-mack-i-byn-0").click().run()
    assert not app.exception
    error = app.error[0].value.replace("\\", "")
    assert "källan 9999 finns inte bland källorna" in error
    assert "rad" in error
    assert "9999" in app.text_area(key="guide-body-mack-i-byn-0").value
    assert open_bank().current().guide_edits == {}


def test_what_two_editors_write_in_a_guide_is_put_side_by_side(guides: Open):
    app = guides("mack-i-byn")
    assert app.session_state["guide"] == "mack-i-byn"
    app.text_input(key="guide-title-mack-i-byn-0").input("Min mack").run()
    app.number_input(key="guide-order-mack-i-byn-0").set_value(7).run()
    guide = open_bank().current().guides.by_id["mack-i-byn"]
    save_guide(open_store(), guide.model_copy(update={"title": "Annans mack"}), "Bo")
    app.button(key="guide-go-mack-i-byn-0").click().run()
    assert not app.exception
    assert shown_title("mack-i-byn") == "Annans mack"
    assert app.text_input(key="guide-title-mack-i-byn-1").value == "Min mack"
    assert app.number_input(key="guide-order-mack-i-byn-1").value == 7
    assert {"Min mack", "Annans mack"} <= {text.value for text in app.text}
    app.button(key="guide-go-mack-i-byn-1").click().run()
    guide = open_bank().current().guides.by_id["mack-i-byn"]
    assert (guide.title, guide.order) == ("Min mack", 7)
    assert not app.warning


@pytest.mark.parametrize("order", [True, 0, 1.5, "3", None])
def test_a_stored_number_that_is_none_is_not_taken_back(collection: Path, order: object):
    assert collection
    form = guide_form.draft_form({"order": 4}, 0, "mack")
    draft = form.read(json.dumps({"title": "Min", "order": order}))
    assert draft
    assert draft.values == {"title": "Min"}


def test_a_new_guide_is_added_to_the_list(guides: Open):
    app = guides("")
    examples = list(open_bank().current().collection.by_id)[:5]
    app.text_input(key="guide-title--0").input("Bad och bastu")
    app.text_area(key="guide-summary--0").input("Kort.")
    app.text_input(key="guide-title_en--0").input("Sauna")
    app.text_area(key="guide-summary_en--0").input("Short.")
    app.text_area(key="guide-sources--0").input("1 | https://example.org/a | En källa | 2025")
    app.multiselect(key="guide-examples--0").set_value(examples)
    app.button(key="guide-go--0").click().run()
    assert not app.exception
    assert not app.error
    guide = open_bank().current().guides.by_id["bad-och-bastu"]
    assert guide.order == 13
    assert guide.sources[0].date == "2025"


# What an editor writes is never lost


class Cookies(dict[str, str]):
    """The cookies of a browser, which stay when a session is over."""


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> Cookies:
    """Give every session the same browser."""
    browser = Cookies()
    context = "streamlit.runtime.context.ContextProxy.cookies"
    monkeypatch.setattr(context, property(lambda _: browser))
    return browser


def fetch_cookie(app: AppTest, cookies: Cookies) -> None:
    """Exchange the ticket on the page for the cookie, as the browser does."""
    response = TestClient(Starlette(routes=sign_in_route.ROUTES)).post(
        "/inloggning", headers={sign_in_route.HEADER: app.session_state[TICKET]}
    )
    assert response.status_code == 204
    cookies[COOKIE] = response.cookies[COOKIE]


def test_a_sign_in_survives_a_reload_and_a_restart_until_it_is_ended(
    editorial: Open, cookies: Cookies
):
    app = sign_in(editorial())
    fetch_cookie(app, cookies)
    again = editorial()
    assert is_in(again)
    assert "Ada" in [text.value for text in again.text]
    app.button(key="sign-out").click().run()
    assert not is_in(again.run())
    assert "har tagit slut" in again.info[0].value
    assert not is_in(editorial())


def test_signing_out_everywhere_ends_the_other_computers_sign_in(editorial: Open):
    one, other = sign_in(editorial()), sign_in(editorial())
    somebody = sign_in(editorial(), name="Bo")
    one.button(key="sign-out-all").click().run()
    assert not is_in(other.run())
    assert is_in(somebody.run())


def test_a_cookie_that_another_has_made_is_nothing(editorial: Open, cookies: Cookies):
    cookies[COOKIE] = "ImFkYSI.aaaa.bbbb"
    assert not is_in(editorial())


def test_the_end_is_announced_and_may_be_put_off(editorial: Open):
    app = sign_in(editorial())
    assert not app.warning
    signed = app.session_state[SIGNED_IN]
    left = sign_in_page.NOTICE_S - 60
    long_ago = datetime.fromtimestamp(time.time() - SIGNED_IN_S + left, UTC)
    with open_store().write() as session:
        session.get(SignIn, signed.id).since = long_ago
    app.session_state[SIGNED_IN] = replace(signed, since=long_ago.timestamp())
    app.run()
    assert "Din inloggning slutar klockan" in app.warning[0].value
    assert is_in(app.button(key="stay").click().run())


def test_what_is_saved_after_an_idle_hour_is_there_when_one_has_signed_in_again(
    signed_in: Open, bank: Bank
):
    app = signed_in(arende="butik")
    app.text_area(key="edit-butik-0-summary").input("En ny mening.")
    signed = app.session_state[SIGNED_IN]
    app.session_state[SIGNED_IN] = replace(signed, seen=time.time() - IDLE_S)
    app.button(key="edit-butik-0-save").click().run()
    assert not is_in(app)
    assert "Det du skrev finns kvar" in app.error[0].value
    assert log(bank) == []
    sign_in(app)
    assert app.text_area(key="edit-butik-0-summary").value == "En ny mening."


def test_what_is_written_stays_while_other_pages_are_read(signed_in: Open):
    app = signed_in(arende="butik")
    app.text_area(key="edit-butik-0-summary").input("En ny mening.").run()
    app.button(key="close").click().run()
    app.query_params["arende"] = "butik"
    app.session_state["arende"] = "butik"
    assert app.run().text_area(key="edit-butik-0-summary").value == "En ny mening."


def test_a_posts_text_stays_until_it_is_published(signed_in: Open):
    app = signed_in(**{"del": "Nätverkets inlägg"})
    app.text_area(key="post-body-").input("En nyhet.").run()
    app.session_state["del"] = "log"
    app.run()
    app.session_state["del"] = "posts"
    assert app.run().text_area(key="post-body-").value == "En nyhet."
    app.text_input(key="post-title-").input("Nyheten")
    app.button(key="post-go-").click().run()
    app.selectbox(key="post-chosen").select("").run()
    assert app.text_area(key="post-body-").value == ""


def test_two_editors_of_a_post_see_both_texts(signed_in: Open):
    app = signed_in(**{"del": "Nätverkets inlägg"})
    app.selectbox(key="post-chosen").select("nio-processledare").run()
    mine = next(t for t in app.text_area if (t.key or "").startswith("post-body-nio"))
    mine.input("Min text.")
    post = load_posts(open_store()).by_slug["nio-processledare"]
    save_post(open_store(), post.model_copy(update={"body": "Annas text."}), "Anna")
    next(b for b in app.button if (b.key or "").startswith("post-go-nio")).click().run()
    assert not app.exception
    assert "Någon annan har sparat" in app.error[0].value
    assert load_posts(open_store()).by_slug["nio-processledare"].body == "Annas text."
    page = texts(app).replace("\\", "")
    assert "Min text." in page
    assert "Annas text." in page
    next(b for b in app.button if (b.key or "").startswith("post-go-nio")).click().run()
    assert load_posts(open_store()).by_slug["nio-processledare"].body == "Min text."


def test_two_editors_of_a_guide_see_both_texts(guides: Open):
    app = guides("mack-i-byn")
    app.text_input(key="guide-title-mack-i-byn-0").input("Min mack")
    guide = open_bank().current().guides.by_id["mack-i-byn"]
    save_guide(open_store(), guide.model_copy(update={"title": "Annas mack"}), "Anna")
    app.button(key="guide-go-mack-i-byn-0").click().run()
    assert not app.exception
    assert shown_title("mack-i-byn") == "Annas mack"
    assert app.text_input(key="guide-title-mack-i-byn-1").value == "Min mack"
    assert "Annas mack" in texts(app)
    app.button(key="guide-go-mack-i-byn-1").click().run()
    assert shown_title("mack-i-byn") == "Min mack"


def test_the_word_to_a_sender_stays_while_other_pages_are_read(signed_in: Open, handed_in: str):
    app = signed_in(arende=handed_in)
    app.text_area(key=f"comment-{handed_in}").input("Vilka dagar?").run()
    app.button(key="close").click().run()
    app.query_params["arende"] = handed_in
    app.session_state["arende"] = handed_in
    assert app.run().text_area(key=f"comment-{handed_in}").value == "Vilka dagar?"


def test_two_editors_texts_stand_side_by_side_and_each_can_be_chosen(signed_in: Open, bank: Bank):
    app = signed_in(arende="butik")
    app.text_area(key="edit-butik-0-description").input("Bos text.")
    app.text_input(key="edit-butik-0-operator").input("Byalaget").run()
    theirs = bank.current().collection.by_id["butik"].to_feature()
    theirs["properties"] |= {"description": "Annas text.", "title": "Annas rubrik"}
    save_edit(bank, "butik", theirs, "Anna")
    app.button(key="edit-butik-0-save").click().run()
    assert "Någon har ändrat exemplet" in app.error[0].value
    assert "Någon annan har sparat" in app.warning[0].value
    page_text = texts(app)
    assert "Bos text" in page_text
    assert "Annas text" in page_text
    assert app.text_area(key="edit-butik-2-description").value == "Bos text."
    assert app.text_input(key="edit-butik-2-operator").value == "Byalaget"
    assert app.text_input(key="edit-butik-2-title").value == "Annas rubrik"
    app.button(key="conflict-edit-butik-description-other").click().run()
    assert app.text_area(key="edit-butik-2-description").value == "Annas text."
    app.button(key="conflict-edit-butik-description-own").click().run()
    app.button(key="edit-butik-2-publish").click().run()
    idea = bank.current().collection.by_id["butik"]
    assert (idea.title, idea.description, idea.operator) == (
        "Annas rubrik",
        "Bos text.",
        "Byalaget",
    )
    assert not app.warning


STORED = {"title": "Min rubrik", "services": ["fuel"], "_draft": {"number": 0}}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (json.dumps(STORED), "Min rubrik"),
        (json.dumps({"title": 7, "kind": "magisk", "services": ["x"], "id": "y"}), None),
        ("[1]", None),
        ("{", None),
        (None, None),
        (json.dumps({**STORED, "_draft": {"number": "x"}}), None),
    ],
)
def test_only_what_fits_the_form_is_taken_back_from_the_browser(
    bank: Bank, text: str | None, title: str | None
):
    form = edit_form.draft_form(bank.current().collection.by_id["butik"].to_feature(), 0)
    draft = form.read(text)
    assert (draft.values.get("title") if draft else None) == title
