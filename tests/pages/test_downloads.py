"""The menu of files beside the list: the same filter, and nothing to download when nothing fits."""

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open


def links(app: AppTest) -> str:
    return " ".join(block.value for block in app.markdown if "api/collections" in block.value)


def test_the_files_follow_the_filter(open_page: Open):
    assert links(open_page(q="xyzzy")) == ""
    app = open_page(kind=["På hjul", "Digital"], q="bokbuss")
    for ending in ("xlsx", "csv", "gpkg", "kml", "geojson"):
        assert f"items.{ending}?q=bokbuss&kind=on_wheels&kind=digital)" in links(app)


def test_the_table_for_people_is_in_the_pages_language(open_page: Open):
    shown = links(open_page(lang="en", q="bokbuss"))
    assert "items.xlsx?q=bokbuss&lang=en)" in shown
    assert "items.csv?q=bokbuss)" in shown


def test_a_search_cannot_end_the_link(open_page: Open):
    assert "items.csv?q=bokbuss+%29+%5D%28" in links(open_page(q="bokbuss ) ]("))


def test_everything_is_offered_when_nothing_is_asked_for(open_page: Open):
    assert "(api/collections/ideas/items.csv)" in links(open_page())
