"""What axe-core finds wrong with a page or a frame, by WCAG 2.1 A and AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
    # Each frame is looked at by itself: axe waits half a second for one that has no axe in it.
    "iframes": False,
}
STREAMLITS_OWN: dict[str, str] = {
    # Rule and part of the element's HTML: what stands in Streamlit itself and has no setting.
}


def violations(where: Page | Frame) -> list[str]:
    """Return each broken rule with the start of the element that breaks it."""
    rules = Axe().run(where, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in rules
        for node in rule["nodes"]
        if not any(
            rule["id"] == identifier and part in node["html"]
            for identifier, part in STREAMLITS_OWN.items()
        )
    ]
