"""Everything that a mouse can do, a keyboard can."""

from tests.browser.conftest import Start


def test_the_first_tab_stop_skips_to_the_examples(start: Start):
    visit = start().open()
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    visit.page.keyboard.press("Enter")
    assert visit.page.url.endswith("#innehall")


def test_an_example_is_chosen_in_the_list_by_keyboard_alone(start: Start):
    visit = start().open()
    visit.page.locator("[class*=st-key-card-hit-] button").first.focus()
    visit.page.keyboard.press("Enter")
    visit.page.locator(".st-key-steps").wait_for()


def test_an_example_is_chosen_on_the_map_by_keyboard_alone(start: Start):
    visit = start().open("/?municipality=2417")
    point = visit.frame.locator(".sk-point, .sk-cluster").first
    point.focus()
    visit.page.keyboard.press("Enter")
    visit.settle()
    if visit.frame.locator(".sk-selected").count() == 0:
        visit.frame.locator(".sk-point").first.focus()
        visit.page.keyboard.press("Enter")
    visit.page.locator(".st-key-steps").wait_for()


def test_next_previous_and_back_have_shortcuts(start: Start):
    visit = start().open()
    ids = visit.listed()
    visit.page.locator("[class*=st-key-card-hit-] button").first.click()
    visit.page.locator(".st-key-steps").wait_for()
    visit.settle()
    for keys, expected in (("Alt+ArrowDown", ids[1]), ("Alt+ArrowUp", ids[0])):
        visit.page.keyboard.press(keys)
        visit.page.wait_for_url(f"**idea={expected}**")
        visit.settle()
    visit.page.keyboard.press("Escape")
    visit.page.locator(".st-key-steps").wait_for(state="detached")


def test_shortcuts_work_with_the_focus_on_the_map(start: Start):
    visit = start().open()
    ids = visit.listed()
    visit.page.locator("[class*=st-key-card-hit-] button").first.click()
    visit.page.locator(".st-key-steps").wait_for()
    visit.settle()
    visit.frame.locator(".leaflet-container").focus()
    visit.page.keyboard.press("Alt+ArrowDown")
    visit.page.wait_for_url(f"**idea={ids[1]}**")


def test_every_mark_on_the_map_has_a_name(start: Start):
    visit = start().open()
    names = visit.frame.locator("[role=button]").evaluate_all(
        "marks => marks.map(m => m.getAttribute('aria-label') || m.textContent)"
    )
    assert len(names) > 20
    assert all(name.strip() for name in names)
