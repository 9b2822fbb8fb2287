"""Made-up pictures: good ones, one with a position, and files that only look like pictures."""

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image

MARK = b"<script>alert(1)</script>"
"""What a hostile file hides, and must not come out."""
LATITUDE = (58.0, 32.0, 17.25)


def image(width: int = 640, height: int = 480, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """Make an image with soft shades and a corner that tells which way is up: red, top left."""
    shades = np.random.default_rng(seed).integers(60, 200, (6, 8, 3), dtype=np.uint8)
    picture = Image.fromarray(shades).resize((width, height), Image.Resampling.BICUBIC)
    picture.paste((255, 0, 0), (0, 0, width // 4, height // 4))
    return picture.convert(mode)


def encoded(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    """Return an image as a file."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def with_position(form: str = "JPEG", orientation: int = 1) -> bytes:
    """Make a photo with a GPS position, a camera's serial number, a comment and a caption."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Kameramärket"
    exif[0x9C9B] = "Hemma hos Kim".encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: (15.0, 2.0, 30.5)})
    exif.get_ifd(0x8769).update({0xA431: "SERIENUMMER-4711"})
    options: dict[str, object] = {"exif": exif}
    if form == "JPEG":
        options |= {
            "comment": b"Hemma hos Kim",
            "xmp": b"<x:xmpmeta>Kim 58.5381 15.0418</x:xmpmeta>",
        }
    return encoded(image(), form, **options)


PRIVATE = (
    b"Kameram",
    b"SERIENUMMER",
    b"Hemma",
    "Hemma".encode("utf-16-le"),
    b"xmpmeta",
    b"Exif",
    b"GPS",
    b"http://ns.adobe.com",
)
"""What of such a photo must not come out."""


def chunk(name: bytes, data: bytes) -> bytes:
    """Make a chunk of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, data: bytes, *more: bytes, depth: int = 8, kind: int = 2) -> bytes:
    """Make a PNG file whose head says what it likes."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    chunks = [chunk(b"IHDR", head), *more, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def scans(count: int) -> bytes:
    """Make a small JPEG file with many scans, each of which is a walk through all pixels."""
    file = encoded(image(2000, 2000), progressive=True)
    start = file.index(b"\xff\xda")
    return file[:-2] + file[start : start + 14] * count + b"\xff\xd9"


def unusable() -> Iterator[tuple[str, bytes]]:
    """Yield files that cannot become a picture, by what is wrong with them."""
    good = {form: encoded(image(), form) for form in ("JPEG", "PNG", "WEBP", "HEIF")}
    for form, file in good.items():
        for part in (1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90):
            yield f"{form} cut at {part} %", file[: len(file) * part // 100]
        for size in (32, 128):
            noise = np.random.default_rng(size).bytes(5000)
            yield f"{form} with noise after {size} bytes", file[:size] + noise
        yield f"{form} behind a line break", b"\n" + file
        yield f"{form} turned back to front", file[::-1]
        yield f"{form} as text", file.hex().encode()
        yield f"{form} in zeros", bytes(len(file)) + file
    for form in (
        "GIF",
        "BMP",
        "TIFF",
        "PPM",
        "ICO",
        "TGA",
        "PCX",
        "SGI",
        "AVIF",
        "JPEG2000",
        "DDS",
    ):
        mode = "RGBA" if form == "ICO" else "RGB"
        yield form, encoded(image(240, 240, mode), form)
    yield "PDF", encoded(image(), "PDF")
    yield "EPS", encoded(image(), "EPS")
    yield "SVG", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield "HTML", b"<!doctype html><script>alert(1)</script>"
    yield "JPEG that is HTML", b"\xff\xd8\xff\xe0<html>" + MARK
    yield "PNG that is HTML", b"\x89PNG\r\n\x1a\n" + MARK
    yield "ZIP", b"PK\x03\x04" + bytes(200)
    yield "program", b"\x7fELF" + bytes(500)
    yield "shell script", b"#!/bin/sh\nrm -rf /\n"
    yield "nothing", b""
    yield "one byte", b"\xff"
    for size in (1, 10, 100, 10_000):
        yield f"noise {size}", np.random.default_rng(size).bytes(size)
    rows = zlib.compress(bytes(1000))
    for width, height in ((50_000, 50_000), (2**31 - 1, 2**31 - 1), (100_000, 600), (7072, 7072)):
        yield f"PNG bomb {width} x {height}", png(width, height, rows)
    yield "PNG without pixels", png(0, 0, rows)
    yield "PNG of an impossible depth", png(640, 480, rows, depth=77)
    yield "PNG of an impossible kind", png(640, 480, rows, kind=9)
    yield "PNG with a false checksum", good["PNG"].replace(b"IDAT", b"IDAX", 1)
    text = zlib.compress(bytes(100_000_000), 9)
    yield "PNG with a text bomb", png(640, 480, rows, chunk(b"zTXt", b"a\x00\x00" + text))
    yield "JPEG with a hundred scans", scans(100)
    yield "JPEG with ten thousand scans", scans(10_000)
    yield "JPEG that says 65,535 x 65,535", _resized(good["JPEG"], 65_535, 65_535)
    yield "WebP that says 16,383 x 16,383", _huge_webp()
    for side in (1, 10, 199):
        yield f"{side} pixels high", encoded(image(640, side))
    yield "larger than may be sent", encoded(image(), "PNG") + bytes(12_000_001)


def _resized(file: bytes, width: int, height: int) -> bytes:
    """Change the size in the head of a JPEG file."""
    at = file.index(b"\xff\xc0") + 5
    return file[:at] + struct.pack(">HH", height, width) + file[at + 4 :]


def _huge_webp() -> bytes:
    file = bytearray(encoded(image(640, 480, "RGBA"), "WEBP", lossless=True))
    at = file.index(b"VP8L") + 9
    bits = 16_382 | 16_382 << 14 | int.from_bytes(file[at : at + 4], "little") & 0xF0000000
    file[at : at + 4] = bits.to_bytes(4, "little")
    return bytes(file)


def deceptive() -> Iterator[tuple[str, bytes]]:
    """Yield pictures that can be seen and hide something else, by what they hide."""
    for form in ("JPEG", "PNG", "WEBP", "HEIF"):
        good = encoded(image(), form)
        yield f"{form} and HTML behind it", good + MARK
        yield f"{form} and a ZIP behind it", good + b"PK\x03\x04" + MARK + bytes(100)
        yield f"{form} and a PDF behind it", good + b"%PDF-1.7\n" + MARK
        yield f"{form} and PHP behind it", good + b"<?php system($_GET[0]); ?>" + MARK
        yield f"{form} and another picture behind it", good + encoded(image(seed=2)) + MARK
        yield f"{form} with a position", with_position(form)
        for turn in range(2, 9):
            yield f"{form} turned {turn}, with a position", with_position(form, turn)
    for name in (b"tEXt", b"iTXt", b"prVt", b"eXIf"):
        start = encoded(image(), "PNG")
        hidden = chunk(name, b"Comment\x00" + MARK)
        yield f"PNG with {name.decode()}", start[:33] + hidden + start[33:]
    for number in (*range(0xE1, 0xF0), 0xFE):
        start = encoded(image())
        segment = bytes([0xFF, number]) + struct.pack(">H", 2 + len(MARK)) + MARK
        yield f"JPEG with segment {number:X}", start[:2] + segment + start[2:]
    yield "JPEG with a comment", encoded(image(), comment=MARK)
    yield "JPEG with a broken profile", encoded(image(), icc_profile=MARK * 9)
    yield "PNG with a broken profile", encoded(image(), "PNG", icc_profile=MARK * 9)
    for mode in ("L", "CMYK"):
        yield f"JPEG in {mode}", encoded(image(mode=mode), comment=MARK)
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        picture = Image.new("I;16", (300, 300), 40_000) if mode == "I;16" else image(mode=mode)
        yield f"PNG in {mode}", encoded(picture, "PNG") + MARK
    frames = [image(seed=seed) for seed in range(3)]
    for form in ("PNG", "WEBP"):
        moving = encoded(frames[0], form, save_all=True, append_images=frames[1:]) + MARK
        yield f"moving {form}", moving
    yield "long", encoded(image(9000, 220)) + MARK
    yield "noise", noise(2000, 1500) + MARK


def noise(width: int, height: int) -> bytes:
    """Make a photo of noise, which compresses least."""
    pixels = np.random.default_rng(3).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return encoded(Image.fromarray(pixels), quality=60)
