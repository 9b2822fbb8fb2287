"""A database that does not answer is said in a sentence, on every page."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import SHELL, Open

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.mark.parametrize("page", ["explore", "workshop", "network", "contribute", "overview"])
def test_the_page_says_so_and_does_not_fail(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, page: str
):
    assert open_page
    monkeypatch.setenv("DATABASE_URL", NOWHERE)
    app = AppTest.from_file(str(SHELL), default_timeout=20)
    app.switch_page(str(SHELL.parent / f"{page}.py"))
    app.run()
    assert not app.exception
    assert [error.value.split(".")[0] for error in app.error] == ["Databasen svarar inte just nu"]
