"""What every view can do, as the app draws it: tools, stars, a county beside those like it."""

from streamlit.testing.v1 import AppTest

from tests.factory import FEATURES
from tests.pages.conftest import Open


def markup(app: AppTest) -> str:
    return " ".join(str(part.body) for part in app.get("html"))


def test_the_list_prints_as_a_page_of_text_with_the_same_filter(open_page: Open):
    page = markup(open_page(kind=["Fast"]))
    assert 'href="./exempel?kind=Fast#skriv-ut"' in page
    assert page.count("data-favourite=") >= 1
    assert 'data-tool="share"' in page


def test_an_open_example_shares_itself_and_prints_its_own_page(open_page: Open):
    page = markup(open_page(idea=FEATURES[0]["id"]))
    assert f'data-link="./?idea={FEATURES[0]["id"]}"' in page
    assert f'href="./exempel/{FEATURES[0]["id"]}#skriv-ut"' in page
