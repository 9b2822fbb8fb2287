"""Bidra as Streamlit runs it: the three steps, what is missing, the receipt and what it opens."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from geodata.bank import open_bank
from geodata.collection.geojson import collect, read
from geodata.geography.gazetteer import Gazetteer
from geodata.moderation import review
from geodata.moderation.submissions import load_submission
from pages.parts.contribute import draft_storage, sending
from pages.parts.contribute.draft import (
    STATEMENT,
    Draft,
    Spot,
    draft_to_feature,
    feature_to_draft,
    incomplete,
)
from pages.widgets.map.pick import Pick
from tests.pages.conftest import Open
from tests.server import ROOT

GAZETTEER = Gazetteer()
MOSKOSEL = Spot(19.45, 65.87, "exact", "Moskosel")
WHOLE = {
    "title": "Bagarstugan",
    "kind": "fixed",
    "services": ["cafe"],
    "summary": "Byns bagarstuga är öppen för alla.",
    "lessons": "- Börja smått\n\n• Fråga grannarna",
    "link": "https://example.org/stugan",
    "spot": MOSKOSEL,
    "place": "Moskosel",
    "name": "Kim Berg",
    "email": "kim@example.org",
    "consent": True,
}


@pytest.fixture
def bidra(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open Bidra with a draft as if it had been typed, at the step and receipt of the address."""
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.ip_address", "192.0.2.1")

    def run(draft: dict[str, object] | None = None, **params: str) -> AppTest:
        app = open_page().switch_page("contribute.py")
        for name, value in (draft or {}).items():
            app.session_state[f"bidra-{name}"] = value
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


def page_text(app: AppTest) -> str:
    texts = (*app.main.markdown, *app.main.caption, *app.error, *app.success, *app.info)
    return " ".join(text.value for text in texts)


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def sent(app: AppTest) -> str:
    """Send a whole draft from the last step and return the receipt's code."""
    press(app, "Skicka in")
    assert not app.exception
    code: str = app.session_state.kvitto
    return code


# The steps


def test_the_way_through_the_three_steps(bidra: Callable[..., AppTest]):
    app = bidra()
    app.text_input("bidra-title").set_value("Bagarstugan").run()
    app.radio("bidra-kind").set_value("fixed").run()
    app.text_area("bidra-summary").set_value("Byns bagarstuga.").run()
    press(app, "Nästa")
    app.text_input("bidra-search").set_value("Moskosel").run()
    assert "Platsen ligger i **Arvidsjaur**" in page_text(app)
    press(app, "Nästa")
    app.text_input("bidra-name").set_value("Kim").run()
    app.text_input("bidra-email").set_value("kim@example.org").run()
    app.checkbox("bidra-consent").check().run()
    assert load_submission(open_bank(), sent(app)).idea_id == "bagarstugan-moskosel"


def test_what_is_missing_is_said_beside_each_field_and_keeps_one_there(
    bidra: Callable[..., AppTest],
):
    app = bidra()
    assert ":material/error:" not in page_text(app)
    press(app, "Nästa")
    for sentence in ("Skriv vad exemplet heter", "Välj det slag", "Skriv en eller två meningar"):
        assert sentence in page_text(app)
    assert app.session_state.steg == "what"


def test_sending_half_a_draft_names_the_steps_that_lack_something(bidra: Callable[..., AppTest]):
    app = press(bidra({**WHOLE, "spot": None, "consent": False}, steg="3. Vem"), "Skicka in")
    assert "Kryssa i rutan" in page_text(app)
    press(app, "Något saknas i steget 2. Var")
    assert "Klicka på kartan, sök en ort eller välj kommun." in page_text(app)


def test_the_draft_outlasts_other_pages_and_steps(bidra: Callable[..., AppTest]):
    app = bidra()
    app.text_input("bidra-title").set_value("Bagarstugan").run()
    app.switch_page("nearby.py").run()
    app.switch_page("contribute.py").run()
    assert app.text_input("bidra-title").value == "Bagarstugan"


@pytest.mark.parametrize(
    ("change", "step", "field"),
    [
        ({"title": "  "}, "what", "title"),
        ({"link": "javascript:alert(1)"}, "what", "link"),
        ({"link": "https://"}, "what", "link"),
        ({"link": "https://[x"}, "what", "link"),
        ({"lessons": "x" * 301}, "what", "lessons"),
        ({"lessons": "x\n" * 21}, "what", "lessons"),
        ({"spot": None}, "where", "spot"),
        ({"place": " "}, "where", "place"),
        ({"email": "kim"}, "who", "email"),
        ({"email": f"{'x' * 200}@example.org"}, "who", "email"),
        ({"name": "x" * 201}, "who", "name"),
        ({"consent": False}, "who", "consent"),
    ],
)
def test_each_field_has_its_own_sentence(change: dict[str, object], step: str, field: str):
    assert incomplete(Draft(**WHOLE)) == {"what": {}, "where": {}, "who": {}}
    problems = incomplete(Draft(**{**WHOLE, **change}))
    assert [(s, list(fields)) for s, fields in problems.items() if fields] == [(step, [field])]


# Where


def test_a_name_that_several_places_have_is_asked_about(bidra: Callable[..., AppTest]):
    app = bidra(steg="2. Var")
    app.text_input("bidra-search").set_value("Berg").run()
    assert "Menar du" in page_text(app)
    app.button("candidate-0").click().run()
    assert app.session_state["bidra-spot"].place == "Berg"


def test_a_whole_municipality_gives_a_pin_that_says_so(bidra: Callable[..., AppTest]):
    app = bidra(steg="2. Var")
    app.selectbox("bidra-whole").set_value("2505").run()
    assert app.session_state["bidra-spot"].accuracy == "area"
    assert "Bara trakten" in page_text(app)


def test_a_click_on_the_map_keeps_the_places_name(
    bidra: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
):
    from pages.parts.contribute import steps

    app = bidra({"spot": MOSKOSEL, "place": "Moskosel"}, steg="2. Var")
    monkeypatch.setattr(steps, "parse_pick", lambda _: Pick(place=(19.5, 65.8)))
    monkeypatch.setattr(steps.st, "session_state", app.session_state)
    steps._take_pick()
    assert app.session_state["bidra-spot"] == Spot(19.5, 65.8, "exact", "Moskosel")


def test_near_a_border_the_sender_says_which_side(bidra: Callable[..., AppTest]):
    near_border = Spot(15.62, 58.42, "exact", "Linköping")
    app = bidra({**WHOLE, "spot": near_border}, steg="2. Var")
    assert "bidra-municipality" not in [box.key for box in app.selectbox]
    at_border = Spot(18.0, 59.36, "exact", "Solna")
    app = bidra({**WHOLE, "spot": at_border}, steg="2. Var")
    assert {"Solna", "Stockholm"} <= set(app.selectbox("bidra-municipality").options)


def test_off_the_coast_it_says_how_sure_it_is(bidra: Callable[..., AppTest]):
    app = bidra({**WHOLE, "spot": Spot(18.9, 58.75, "exact", "Havet")}, steg="2. Var")
    assert "utanför kommungränserna" in page_text(app)


# The preview and the warning


def test_the_preview_shows_the_card_as_plain_text(bidra: Callable[..., AppTest]):
    app = bidra({**WHOLE, "title": "*<b>Bagar*"})
    assert r"**\*\<b\>Bagar\***" in page_text(app)
    assert "Fast · Moskosel, Arvidsjaur" in page_text(app)


def test_it_warns_of_what_is_already_there(bidra: Callable[..., AppTest]):
    app = bidra({**WHOLE, "title": "Butik i byn"})
    assert "Liknande exempel finns redan" in [header.value for header in app.header]
    app = bidra({**WHOLE, "title": "Något helt annat", "spot": Spot(13.0, 55.7, "exact")})
    assert "Liknande exempel finns redan" not in [header.value for header in app.header]


# What the browser keeps


def test_a_draft_is_kept_whole_but_for_who_wrote_it():
    whole = Draft(**{**WHOLE, "services": ("cafe",)})
    kept = draft_storage.from_text(draft_storage.to_text(whole))
    assert kept == replace(whole, name="", email="", consent=False)
    assert "kim" not in draft_storage.to_text(whole).lower()
    assert draft_storage.to_text(Draft(name="Kim")) == ""


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"kind": "magisk"}', '{"services": "cafe"}', '{"spot": 1}', None, 7]
)
def test_what_is_no_draft_is_left_alone(text: object):
    assert draft_storage.from_text(text) is None


def test_the_browser_gives_a_draft_back_only_to_who_has_none(bidra: Callable[..., AppTest]):
    app = bidra()
    assert app.session_state["bidra-begun"] is False
    app.text_input("bidra-title").set_value("Bagarstugan").run()
    assert app.session_state["bidra-begun"] is True


# Sending


def as_feature(draft: Draft) -> dict[str, object]:
    return draft_to_feature(draft, GAZETTEER)


def test_the_feature_says_what_was_written(bidra: Callable[..., AppTest]):
    case = load_submission(open_bank(), sent(bidra(WHOLE, steg="3. Vem")))
    properties = case.feature["properties"]
    assert case.feature["geometry"]["coordinates"] == [19.45, 65.87]
    assert properties["lessons"] == ["Börja smått", "Fråga grannarna"]
    assert [source["title"] for source in properties["sources"]] == ["example.org", STATEMENT]
    assert properties["place_accuracy"] == "exact"
    assert "kim" not in str(case.feature).lower()


def test_a_link_may_be_written_as_on_paper():
    draft = Draft(**{**WHOLE, "link": " www.kalarne.example/verkstad "})
    assert incomplete(draft)["what"] == {}
    assert as_feature(draft)["properties"]["sources"][0]["url"] == (
        "https://www.kalarne.example/verkstad"
    )


def test_without_a_link_the_senders_word_is_the_source():
    document = as_feature(Draft(**{**WHOLE, "link": ""}))
    assert [set(source) for source in document["properties"]["sources"]] == [{"title", "date"}]


def test_a_sent_draft_is_empty_again(bidra: Callable[..., AppTest]):
    app = bidra(WHOLE, steg="3. Vem")
    sent(app)
    press(app, "Lämna in ett nytt")
    assert app.text_input("bidra-title").value == ""
    assert app.session_state["bidra-email"] == ""


def test_a_program_that_fills_in_everything_is_turned_away(bidra: Callable[..., AppTest]):
    app = bidra(WHOLE, steg="3. Vem")
    app.text_input("bidra-website").set_value("https://spam.example")
    press(app, "Skicka in")
    assert "ifyllt av ett program" in page_text(app)
    assert review.load_queue(open_bank()) == ()


def test_a_session_hands_in_so_many_an_hour(bidra: Callable[..., AppTest]):
    app = bidra(WHOLE, steg="3. Vem")
    for _ in range(sending.MAX_PER_SESSION):
        sent(app)
        press(app, "Lämna in ett nytt")
        for name, value in WHOLE.items():
            app.session_state[f"bidra-{name}"] = value
        app.session_state.steg = "who"
        app.run()
    press(app, "Skicka in")
    assert "Vänta en timme" in page_text(app)
    assert app.session_state["bidra-title"] == "Bagarstugan"


def test_what_the_rules_refuse_is_explained_and_kept(bidra: Callable[..., AppTest]):
    app = press(bidra({**WHOLE, "municipality": "0180"}, steg="3. Vem"), "Skicka in")
    assert "utanför Stockholm" in page_text(app)
    assert app.session_state["bidra-title"] == "Bagarstugan"


def test_a_database_that_fails_loses_nothing(
    bidra: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(sending, "submit", fail)
    app = press(bidra(WHOLE, steg="3. Vem"), "Skicka in")
    assert "försök igen om en stund" in page_text(app)
    assert app.session_state["bidra-title"] == "Bagarstugan"


# The receipt


def test_a_code_opens_its_receipt_and_shows_the_way_on(bidra: Callable[..., AppTest]):
    code = sent(bidra(WHOLE, steg="3. Vem"))
    app = bidra(kvitto=code.lower())
    assert app.title[0].value == "Bagarstugan"
    assert "Väntar på redaktionen" in page_text(app)


def test_a_wrong_code_says_so(bidra: Callable[..., AppTest]):
    app = bidra(kvitto="ABCDE-FGHJK")
    assert "inget kvitto med den koden" in page_text(app)
    assert press(app, "Tillbaka").title[0].value == "Lämna in ett exempel"


def test_the_editors_question_is_answered_with_a_correction(bidra: Callable[..., AppTest]):
    code = sent(bidra(WHOLE, steg="3. Vem"))
    review.give_back(open_bank(), "bagarstugan-moskosel", 1, "Vilken *dag*?", "Redaktör")
    app = bidra(kvitto=code)
    assert r"Vilken \*dag\*?" in page_text(app)
    press(app, "Rätta")
    assert app.text_input("bidra-title").value == "Bagarstugan"
    app.text_input("bidra-title").set_value("Bagarstugan på torsdag").run()
    press(press(app, "Nästa"), "Nästa")
    press(app, "Skicka rättelsen")
    case = load_submission(open_bank(), code)
    assert (case.number, case.state) == (2, "waiting")
    assert case.feature["properties"]["title"] == "Bagarstugan på torsdag"


def test_a_correction_keeps_what_the_form_does_not_ask_for():
    stops = {"type": "MultiPoint", "coordinates": [[19.45, 65.87], [19.9, 65.9]]}
    properties = {
        **as_feature(Draft(**WHOLE))["properties"],
        "kind": "on_wheels",
        "stops": [{"name": "A | 1"}, {"name": "B", "schedule": "tisdagar"}],
        "lessons": ["Ett | två"],
        "lessons_en": ["One | two"],
        "started": 2016,
        "operator": "Byn",
        "editors_own": "sant",
    }
    before = {"type": "Feature", "id": "buss", "geometry": stops, "properties": properties}
    after = as_feature(feature_to_draft(before))
    assert after["geometry"] == stops
    today = properties["sources"][-1]["date"]
    assert after["properties"] == properties | {"status_as_of": today}


def test_a_correction_that_changes_nothing_keeps_every_shipped_example_as_it_is():
    ideas = read(ROOT / "ideas.geojson").ideas
    features = [idea.to_feature() for idea in ideas]
    corrections = [as_feature(feature_to_draft(feature)) for feature in features]
    assert collect(list(map(_but_for_the_dates, features, corrections)), "").ideas == ideas


def _but_for_the_dates(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return a correction with the dates and sources of the example that it corrects."""
    *sources, own = after["properties"]["sources"]
    assert own["title"] == STATEMENT
    assert sorted(sources, key=str) == sorted(before["properties"]["sources"], key=str)
    properties = before["properties"] | after["properties"]
    for name in ("updated", "confirmed", "status_as_of", "sources"):
        properties[name] = before["properties"].get(name)
    return {**after, "properties": properties}


def test_a_published_example_is_confirmed_and_withdrawn_by_its_sender(
    bidra: Callable[..., AppTest],
):
    code = sent(bidra(WHOLE, steg="3. Vem"))
    review.publish(open_bank(), "bagarstugan-moskosel", 1, "Redaktör")
    app = press(bidra(kvitto=code), "Stämmer fortfarande")
    assert "bekräftade i dag" in page_text(app)
    press(app, "Ja, dra tillbaka")
    assert "Tillbakadraget" in page_text(app)
    assert "bagarstugan-moskosel" not in open_bank().current().collection.by_id


def test_it_is_all_there_in_english(bidra: Callable[..., AppTest]):
    app = bidra(WHOLE, lang="en", steg="3. Who")
    press(app, "Send")
    assert "Thank you!" in page_text(app)
    assert "Waiting for the editors" in page_text(app)


def test_the_panel_says_when_an_example_was_confirmed(open_page: Open, collection: Path):
    assert collection
    review.confirm_by_editor(open_bank(), "butik", "Redaktör")
    assert "Bekräftat: **" in page_text(open_page(idea="butik"))
