"""Decoding of uploaded pictures: upright JPEG images in three sizes, without any metadata.

Nothing of the file itself is kept: its pixels are decoded, copied into a new image and encoded.
So a position, a serial number, a hidden second file or a script in it ends here. What a decoder may
be asked for is limited before it starts: bytes, format, pixels, and scans of a JPEG file.

Examples
--------
>>> file = io.BytesIO()
>>> Image.new("RGB", (1200, 900), "green").save(file, "PNG")
>>> {size: (picture.width, picture.height) for size, picture in encode(file.getvalue()).items()}
{'card': (480, 360), 'panel': (1024, 768), 'projector': (1200, 900)}
"""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from geodata.errors import GeodataError, Message

log = logging.getLogger(__name__)

SizeName = Literal["card", "panel", "projector"]
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
"""Pillow's names of the formats that are read; no other decoder is ever asked."""
ENDINGS = ("jpg", "jpeg", "png", "webp", "heic", "heif")
MAX_MEGABYTES = 12
MAX_MEGAPIXELS = 50
"""A telephone's largest photos have 48; decoded, this is 150 MB."""
MIN_SIDE = 200
"""Pixels that the shorter side must have to be worth showing."""
MAX_SCANS = 64
"""Scans that a JPEG file may have, counting its small previews; a progressive photo has ten.

Each scan costs a walk through all pixels, so a small file with thousands of them takes hours.
"""
QUALITIES = (84, 76, 68, 60, 50)
"""JPEG qualities, tried in order until the picture fits its bytes."""
SHRINK = 0.8
"""The factor by which the sides are then made shorter, again and again."""
MEDIA_TYPE = "image/jpeg"


class PictureError(GeodataError):
    """A file cannot be used as a picture."""


@dataclass(frozen=True, slots=True)
class Size:
    """Greatest length of the longer side in pixels, and most bytes of the file."""

    side: int
    most_bytes: int


SIZES: dict[SizeName, Size] = {
    "card": Size(480, 45_000),
    "panel": Size(1024, 120_000),
    "projector": Size(1600, 280_000),
}
"""The sizes that are made. Ten of the largest, as text in a web page, take less than 4 MB."""


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A JPEG file without metadata, and its size in pixels."""

    content: bytes
    width: int
    height: int


# Photos of telephones, of which only the main image is wanted.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
_turn = threading.Semaphore(1)
"""One at a time: a picture of the greatest size takes some 300 MB while it is decoded."""


def encode(content: bytes) -> dict[SizeName, EncodedPicture]:
    """Decode an uploaded picture and return it as JPEG in each of ``SIZES``.

    It is turned as its camera says, converted to sRGB, put on white where it is transparent, and
    never enlarged. Of an animation the first image is used.

    Raises
    ------
    PictureError
        If the file is too large, of another type, broken, or has too many or too few pixels.
    """
    if len(content) > MAX_MEGABYTES * 1_000_000:
        message = Message(
            "Bilden är större än {n} MB. Spara den mindre och välj den igen.", n=MAX_MEGABYTES
        )
        raise PictureError(message)
    with _turn:
        image = _decode(content)
        return {name: _fit(image, size) for name, size in SIZES.items()}


def _decode(content: bytes) -> Image.Image:
    """Return the pixels of a file as a new, upright RGB image no larger than is needed."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check_pixels(*image.size)
            _check_scans(content)
            return _upright(image)
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        message = Message(
            "Filen är ingen bild av ett slag som går att visa. Välj en bild som är JPEG, PNG, "
            "WebP eller HEIC."
        )
        raise PictureError(message) from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:
        # A decoder that is fed nonsense raises whatever it stumbles over: OSError, SyntaxError,
        # struct.error, IndexError, MemoryError and more. To the sender they all mean the same.
        log.info("a picture cannot be decoded: %s", type(error).__name__)
        message = Message(
            "Bilden går inte att läsa: filen är trasig eller avbruten. Öppna den i telefonen eller "
            "datorn, spara den igen och välj den nya filen."
        )
        raise PictureError(message) from error


def _too_many_pixels() -> PictureError:
    message = Message(
        "Bilden har fler än {n} miljoner bildpunkter. Spara den mindre och välj den igen.",
        n=MAX_MEGAPIXELS,
    )
    return PictureError(message)


def _check_pixels(width: int, height: int) -> None:
    """Raise PictureError unless the size that the file's head tells is one to decode."""
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise _too_many_pixels()
    if min(width, height) < MIN_SIDE:
        message = Message(
            "Bilden är för liten ({width} × {height} bildpunkter): varje sida behöver minst {n}. "
            "Välj bilden i original.",
            n=MIN_SIDE,
            width=width,
            height=height,
        )
        raise PictureError(message)


def _check_scans(content: bytes) -> None:
    """Raise PictureError if a JPEG file has more scans than a camera writes."""
    # The two bytes begin a scan and never stand among the pixels of one.
    if content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > MAX_SCANS:
        message = Message("Bilden är sparad på ett ovanligt sätt. Spara om den som vanlig JPEG.")
        raise PictureError(message)


def _upright(image: Image.Image) -> Image.Image:
    longest = max(size.side for size in SIZES.values())
    # Only JPEG can be decoded at a half, a quarter or an eighth of its size.
    image.draft("RGB", (longest, longest))
    image.load()
    profile = image.info.get("icc_profile")
    turned = _turned(image)
    turned.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3.0)
    plain = _on_white(turned, profile)
    # The copy has the pixels alone: an image remembers comments and the like of its file.
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    return clean


def _turned(image: Image.Image) -> Image.Image:
    """Return an image turned as its camera says; one whose camera says nonsense as it is."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception as error:
        # As a decoder, what reads the camera's words raises whatever it stumbles over.
        log.info("a picture's orientation cannot be read: %s", type(error).__name__)
        return image


def _on_white(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an image in sRGB, its transparent parts white."""
    if image.mode.startswith("I"):
        # Sixteen bits a pixel: Pillow would cut all above 255 off.
        image = image.point(lambda value: value / 256, "L") if image.mode == "I" else _eight(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    return _in_srgb(image, profile).convert("RGB")


def _eight(image: Image.Image) -> Image.Image:
    return image.convert("I").point(lambda value: value / 256, "L")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an image whose colours are those of its profile, in sRGB; without one, as it is."""
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A broken profile changes the colours a little; the picture can be seen all the same.
        return image
    return converted or image


def _fit(image: Image.Image, size: Size) -> EncodedPicture:
    """Encode an image within a size's pixels and bytes."""
    for picture in _attempts(image, size.side):
        if len(picture.content) <= size.most_bytes:
            return picture
    raise AssertionError  # The attempts never end before a picture of a few pixels.


def _attempts(image: Image.Image, side: int) -> Iterator[EncodedPicture]:
    """Yield an image as JPEG, of lower and lower quality, then smaller and smaller."""
    length = float(min(side, max(image.size)))
    while length >= 1:
        smaller = image.copy()
        smaller.thumbnail((int(length), int(length)), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            file = io.BytesIO()
            smaller.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
            yield EncodedPicture(file.getvalue(), *smaller.size)
        length *= SHRINK
