r"""QR codes of addresses, as SVG for screens and PNG for paper.

Examples
--------
>>> qr_png("https://kartan.example/rum/BCDF")[:4]
b'\x89PNG'
"""

from __future__ import annotations

import io

import segno

from geodata.palette import INK, WHITE


def qr_svg(address: str, pixels: int | None = None) -> str:
    """Return the QR code of an address as an SVG element, with a margin of two modules.

    Parameters
    ----------
    address
        What the code holds.
    pixels
        Width of a module; None leaves the size to the page that shows the element.
    """
    # Error correction M: a phone reads it from a wall with a lamp reflected in it.
    code = segno.make(address, error="m", micro=False)
    output = io.BytesIO()
    size = {"omitsize": True} if pixels is None else {"scale": pixels}
    code.save(output, kind="svg", xmldecl=False, nl=False, border=2, dark=INK, light=WHITE, **size)
    return output.getvalue().decode()


def qr_png(address: str) -> bytes:
    """Return the QR code of an address as PNG, black on white, six pixels a module, no margin."""
    output = io.BytesIO()
    segno.make(address, micro=False).save(output, kind="png", scale=6, border=0)
    return output.getvalue()
