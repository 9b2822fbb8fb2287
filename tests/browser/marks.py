"""How many examples a map has marks for, counted once it stands still."""

from playwright.sync_api import Frame, Page

COUNT = """() => {
    const moving = ".leaflet-zoom-anim, .leaflet-pan-anim, .leaflet-cluster-anim";
    if (document.querySelector(moving)) return null;
    return [...document.querySelectorAll(".sk-count")]
        .reduce((sum, count) => sum + Number(count.textContent), 0)
        + document.querySelectorAll(".sk-point").length;
}"""
"""The sum of the marks' numbers; null while the map zooms, pans, opens or gathers clusters.

Until that has ended the marks of the zoom before are there too, and each example counts twice.
"""


def count_marks(map: Page | Frame) -> int:
    """Count the examples that a map shows, alone or in clusters.

    An animation begins a frame or two after what sets it off, so two counts in a row must agree.
    """
    before = None
    for _ in range(200):
        count = map.evaluate(COUNT)
        if count is not None and count == before:
            return int(count)
        before = count
        map.wait_for_timeout(100)
    raise AssertionError("the map does not come to rest")
