"""What comes in as bytes goes out as a plain JPEG, or is refused with a sentence.

Nothing of the sent file survives but its pixels: position, camera, comments, colour profile and
whatever hung behind the picture (a page, a program, an archive) are gone. What the file calls
itself is never asked. The picture's size is read from its header before a pixel is decoded.
"""

import hashlib
import io
import math
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import pillow_heif
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageOps

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_PIXELS: Final = 40_000_000
# libwebp holds the whole picture three times over while it decodes: 645 MB at 40 megapixels.
MAX_WEBP_PIXELS: Final = 20_000_000
FULL_EDGE: Final = 1920
THUMB_EDGE: Final = 320
FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
# A photo has at most some ten passes; thousands of them keep a processor busy for minutes.
MAX_PASSES: Final = 64

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# One picture at a time in a process: a decoded one takes up to a few hundred megabytes.
_ONE_AT_A_TIME = threading.Lock()
_ORIENTATION: Final = 0x0112
_WHITE = (255, 255, 255)

# Decoders meet hostile bytes with every kind of error; each means the same to the person.
UNREADABLE: Final = (Exception,)

Box = tuple[float, float, float, float]


class PhotoRefused(Exception):
    """A file that is not taken; `sentence` says why, in the person's language."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence."""
        super().__init__(sentence)
        self.sentence = sentence


class TooBig(PhotoRefused):
    """More bytes or more pixels than are taken."""


class NotAPhoto(PhotoRefused):
    """Not, or not wholly, a picture of a kind we read."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be kept: two JPEGs without metadata, at most 1920 and 320 px."""

    full: bytes
    thumb: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Of the full picture."""
        return hashlib.sha256(self.full).hexdigest()


def too_big() -> TooBig:
    """More than 20 MB."""
    return TooBig(
        _("This photo is larger than %(limit)d MB. Please choose a smaller one.")
        % {"limit": MAX_BYTES // 1024 // 1024}
    )


def develop(file: "BinaryIO | UploadedFile[Any]") -> Picture:
    """Read a sent file (JPEG, PNG, WEBP, HEIC by content) and make the picture we keep.

    Upright as the camera said, the first frame of a moving one, transparent parts white.
    Raises TooBig beyond 20 MB or 40 megapixels (WEBP: 20), NotAPhoto for whatever is no whole
    photo.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_big()
    if not data:
        raise NotAPhoto(_("This file is empty. Please choose the photo again."))
    _check_header(data)
    with _ONE_AT_A_TIME:
        return _develop(data)


def cover(full: bytes, boxes: Sequence[Box]) -> Picture:
    """The same picture with rectangles blacked out: x, y, width, height as fractions of it."""
    with _ONE_AT_A_TIME, Image.open(io.BytesIO(full), formats=["JPEG"]) as image:
        pen = ImageDraw.Draw(image)
        for x, y, width, height in boxes:
            left, top = math.floor(x * image.width), math.floor(y * image.height)
            right = math.ceil((x + width) * image.width)
            bottom = math.ceil((y + height) * image.height)
            pen.rectangle((left, top, right, bottom), fill=(0, 0, 0))
        return _printed(image)


def _develop(data: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_pixels(image.width, image.height)
            image.draft("RGB", (FULL_EDGE, FULL_EDGE))
            turn = _turn(image)
            small = _flattened(_shrunk(image))
        upright = _turned(small, turn)
        return _printed(upright)
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(MAX_PIXELS) from error
    except UNREADABLE as error:
        raise NotAPhoto(
            _("We cannot open this file as a photo. Please send a JPEG, PNG, WEBP or HEIC photo.")
        ) from error


def _check_header(data: bytes) -> None:
    if data[:3] == b"\xff\xd8\xff":
        _check_passes(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        # Pillow asks libwebp for the whole canvas when it opens the file: too late for a check.
        _check_pixels(*_webp_size(data), most=MAX_WEBP_PIXELS)


def _check_pixels(width: int, height: int, *, most: int = MAX_PIXELS) -> None:
    if width * height > most:
        raise _too_many_pixels(most)


def _too_many_pixels(most: int) -> TooBig:
    return TooBig(
        _("This picture has more than %(limit)d million pixels. Please choose a smaller one.")
        % {"limit": most // 1_000_000}
    )


def _webp_size(data: bytes) -> tuple[int, int]:
    """The size a WEBP's first chunk declares (RFC 9649, sections 2.5 to 2.7); else 0 × 0."""

    def number(start: int, length: int) -> int:
        return int.from_bytes(data[start : start + length], "little")

    kind = data[12:16]
    if kind == b"VP8X":
        return number(24, 3) + 1, number(27, 3) + 1
    if kind == b"VP8L":
        bits = number(21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return number(26, 2) & 0x3FFF, number(28, 2) & 0x3FFF


_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])", re.DOTALL)
_SCAN, _END = 0xDA, 0xD9


def _check_passes(data: bytes) -> None:
    """Refuse a JPEG of more passes than any camera makes (ISO/IEC 10918-1, annex B)."""
    place, passes = 2, 0
    while marker := _MARKER.search(data, place):
        place = marker.end()
        kind = marker[1][0]
        if kind == _END:
            return
        passes += kind == _SCAN
        if passes > MAX_PASSES:
            raise NotAPhoto(_("This photo is built in an unusual way. Please save it again."))
        place += int.from_bytes(data[place : place + 2], "big")


def _shrunk(image: Image.Image) -> Image.Image:
    """At most 1920 px, before anything else is done: the other steps then cost little."""
    longest = max(image.size)
    if longest <= FULL_EDGE:
        image.load()
        return image
    scale = FULL_EDGE / longest
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    # Palettes and bits cannot be averaged; every further kind can.
    if image.mode in {"1", "P", "PA"}:
        return image.resize(size, Image.Resampling.NEAREST)
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _flattened(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, _WHITE)
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _turn(image: Image.Image) -> int:
    """The orientation the camera noted; a note that cannot be read is no reason to refuse."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except UNREADABLE:
        return 1


def _turned(image: Image.Image, turn: int) -> Image.Image:
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image


def _printed(image: Image.Image) -> Picture:
    thumb = ImageOps.contain(image, (THUMB_EDGE, THUMB_EDGE)) if _large(image) else image
    return Picture(_jpeg(image), _jpeg(thumb), image.width, image.height)


def _large(image: Image.Image) -> bool:
    return max(image.size) > THUMB_EDGE


def _jpeg(image: Image.Image) -> bytes:
    """Pixels alone: a fresh picture carries nothing of what came with the old one."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
