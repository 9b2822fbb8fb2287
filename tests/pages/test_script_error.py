"""What nothing else has caught is a sentence in the page's language, also in a callback."""

from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy.exc import OperationalError

from pages.common.i18n import speaking
from pages.widgets.script_error import draw_failure


@pytest.mark.parametrize(
    ("error", "language", "sentence"),
    [
        (OperationalError("select", {}, Exception("gone")), "sv", "Databasen svarar inte"),
        (OperationalError("select", {}, Exception("gone")), "en", "The database does not answer"),
        (ZeroDivisionError(), "sv", "Något gick fel här"),
        (ZeroDivisionError(), "en", "Something went wrong here"),
    ],
)
def test_an_error_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, error: Exception, language: str, sentence: str
):
    sentences: list[str] = []
    monkeypatch.setattr(st, "error", lambda text, icon: sentences.append(f"{text}{icon}"))
    with speaking(language):
        assert draw_failure(error)
    assert sentences[0].startswith(sentence)


def test_streamlit_is_told_to_draw_it():
    # The app itself cannot be imported here: it would start the runtime.
    assert "on_script_error=draw_failure" in Path("app.py").read_text(encoding="utf-8")
