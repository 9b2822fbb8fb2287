"""From "Stämmer det här?" in the panel to the editors' queue, as Streamlit runs it."""

import pytest
from streamlit.testing.v1 import AppTest

from geodata.bank import open_bank
from geodata.moderation import reports
from geodata.moderation.dead_links import store_dead_links
from geodata.moderation.review import publish
from geodata.moderation.submissions import Contact, load_submission, submit
from geodata.network.link_checker import LinkState
from tests.factory import cheap_hash, feature
from tests.pages.conftest import Open

PASSWORD = "fyra ord om en bokbuss"
HASH = cheap_hash(PASSWORD)


def open_dialog(open_page: Open) -> AppTest:
    return open_page(idea="butik").button(key="report").click().run()


@pytest.fixture
def queue(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the editors' queue, signed in as Ada."""
    monkeypatch.setenv("SERVICEKARTAN_EDITORS_HASH", HASH)

    def run(**params: str | list[str]) -> AppTest:
        app = open_page(**params).switch_page("editorial.py").run()
        app.text_input(key="sign-in-name").input("Ada")
        app.text_input(key="sign-in-password").input(PASSWORD)
        return app.button(key="sign-in-go").click().run()

    return run


def test_a_visitor_answers_without_signing_in(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.ip_address", "192.0.2.1")
    app = open_dialog(open_page)
    app.radio(key="report-answer").set_value("ended")
    app.text_area(key="report-text").input("Stängde i *våras*.")
    app.text_input(key="report-contact").input("kim@example.org")
    app.button(key="report-send").click().run()
    assert not app.exception
    (report,) = reports.load_reports(open_bank())
    assert (report.idea_id, report.answer) == ("butik", "ended")
    assert (report.text, report.contact) == ("Stängde i *våras*.", "kim@example.org")


def test_an_answer_must_be_chosen(open_page: Open):
    app = open_dialog(open_page)
    app.button(key="report-send").click().run()
    assert not app.exception
    assert reports.load_reports(open_bank()) == ()


def test_an_editor_confirms_in_one_click(queue: Open):
    app = queue()
    reports.send_report(open_bank(), "butik", "holds", "Öppet i dag", "kim@example.org")
    app.run()
    number = reports.load_reports(open_bank())[0].number
    assert "Öppet i dag" in [text.value for text in app.text]
    assert "Kontakt: kim@example.org" in [text.value for text in app.text]
    app.button(key=f"report-confirm-{number}").click().run()
    assert not app.exception
    assert open_bank().current().collection.by_id["butik"].confirmed
    assert reports.load_reports(open_bank()) == ()


def test_an_editor_opens_the_form_of_what_has_ended(queue: Open):
    app = queue()
    reports.send_report(open_bank(), "butik", "ended")
    number = reports.load_reports(open_bank())[0].number
    app.run().button(key=f"report-edit-{number}").click().run()
    assert not app.exception
    change = next(block for block in app.expander if block.label == "Ändra")
    assert change.proto.expanded
    assert len(reports.load_reports(open_bank())) == 1


def test_closing_needs_a_signed_in_editor(queue: Open):
    app = queue()
    reports.send_report(open_bank(), "butik", "wrong")
    number = reports.load_reports(open_bank())[0].number
    app.run()
    del app.session_state["editor"]
    app.button(key=f"report-close-{number}").click().run()
    assert len(reports.load_reports(open_bank())) == 1


def test_an_english_reader_is_told_that_the_text_is_swedish(open_page: Open):
    sentence = "This text is in Swedish only."
    assert sentence in [c.value for c in open_page(idea="bokbuss", lang="en").caption]
    assert sentence not in [c.value for c in open_page(idea="bokbuss").caption]


def test_the_problem_section_lists_dead_links_and_opens_the_example(queue: Open):
    app = queue()
    dead = LinkState("https://example.org/", "http", 404)
    store_dead_links(open_bank(), [dead])
    app.segmented_control(key="del").set_value("problems").run()
    assert not app.exception
    assert any("svarar med fel (404)" in text.value for text in app.markdown)
    app.button(key="link-0").click().run()
    assert app.header[0].value == "Butiken i byn"


@pytest.mark.parametrize("contact", ["", "kim@example.org"])
def test_a_question_needs_somewhere_to_answer_and_reaches_the_queue(
    open_page: Open, queue: Open, contact: str
):
    app = open_page(idea="butik").button(key="question").click().run()
    app.radio(key="report-answer").set_value("visit")
    app.text_area(key="report-text").input("Vi är tolv från Åsele.")
    app.text_input(key="report-contact").input(contact)
    app.button(key="report-send").click().run()
    assert not app.exception
    if not contact:
        assert "för svaret" in app.session_state["report-problem"]
        assert reports.load_reports(open_bank()) == ()
        return
    page = queue()
    assert "Vi är tolv från Åsele." in [text.value for text in page.text]
    assert "Vi vill komma på studiebesök" in " ".join(text.value for text in page.markdown)


def test_the_sender_answers_a_question_from_the_receipt(open_page: Open):
    app = open_page()
    bank = open_bank()
    code = submit(bank, feature("x", title="Macken"), Contact())
    idea_id = load_submission(bank, code).idea_id
    publish(bank, idea_id, 1, "Red")
    reports.send_report(bank, idea_id, "question", "Hur gör ni?", "kim@example.org")
    app.query_params["kvitto"] = code
    app.switch_page("contribute.py").run()
    assert "Hur gör ni?" in [text.value for text in app.text]
    app.button(key="question-done-1").click().run()
    assert not app.exception
    assert reports.load_reports(bank) == ()
