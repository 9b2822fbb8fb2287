"""Everything that a mouse can do, a keyboard can.

`test_opened_views.py` opens an example in the list by keyboard, and comes back from it.
"""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Start


def test_tab_and_shortcuts_lead_everywhere_and_every_mark_has_a_name(start: Start):
    visit = start().open()
    press = visit.page.keyboard.press
    names = visit.frame.locator("[role=button]").evaluate_all(
        "marks => marks.map(m => m.getAttribute('aria-label') || m.textContent)"
    )
    assert len(names) > 10
    assert all(name.strip() for name in names)
    press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    press("Enter")
    expect(visit.page).to_have_url(re.compile("#innehall$"))
    ids = visit.listed()
    visit.page.locator("[class*=st-key-card-hit-] button").first.click()
    visit.page.locator(".st-key-steps").wait_for()
    visit.settle()
    for keys, expected in (("Alt+ArrowDown", ids[1]), ("Alt+ArrowUp", ids[0])):
        press(keys)
        visit.page.wait_for_url(f"**idea={expected}**")
        visit.settle()
    visit.frame.locator(".leaflet-container").focus()
    press("Alt+ArrowDown")
    visit.page.wait_for_url(f"**idea={ids[1]}**")
    visit.settle()
    visit.page.locator("#innehall").focus()
    press("Escape")
    visit.page.locator(".st-key-steps").wait_for(state="detached")


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
