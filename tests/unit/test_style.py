"""The style sheet, which everybody appends to: what one adds must not swallow what follows."""

from itertools import accumulate

from tests.server import ROOT


def test_every_block_is_closed_before_the_next_begins():
    css = (ROOT / "pages" / "style.css").read_text(encoding="utf-8")
    depths = list(
        accumulate(
            css.count("{", at, at + 1) - css.count("}", at, at + 1) for at in range(len(css))
        )
    )
    assert depths[-1] == 0
    assert max(depths) <= 2, "an @media stands inside another: a closing brace is missing before it"
    assert min(depths) == 0
