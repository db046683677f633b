"""What comes in as bytes goes out as a plain JPEG, or is refused with a sentence."""

import io
import os
import re
import subprocess
import sys
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin

from portal.attachments import pictures
from portal.attachments.pictures import NotAPhoto, PhotoRefused, TooBig, develop
from tests.attachments.conftest import picture

SECRET = b"Flat-502-Ms-Wang"


def opened(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_photos_as_phones_take_them_become_jpeg(kind):
    made = develop(picture(size=(2400, 1200), kind=kind))
    assert (made.width, made.height) == (1920, 960)
    assert (opened(made.full).format, opened(made.full).size) == ("JPEG", (1920, 960))
    assert (opened(made.thumb).format, opened(made.thumb).size) == ("JPEG", (320, 160))


def test_a_small_picture_is_not_blown_up():
    made = develop(picture(size=(31, 17)))
    assert opened(made.full).size == opened(made.thumb).size == (31, 17)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(40, 20), (2400, 1200)])
def test_every_kind_of_png_is_read(mode, size):
    file = io.BytesIO()
    ground = Image.new("L", size, 255) if mode != "I;16" else Image.new(mode, size, 65535)
    (ground if mode in {"L", "I;16"} else ground.convert(mode)).save(file, "PNG")
    file.seek(0)
    made = opened(develop(file).full)
    assert made.getpixel((5, 5)) == (255, 255, 255)


def test_cmyk_jpegs_are_read():
    file = io.BytesIO()
    Image.new("CMYK", (30, 30), (0, 0, 0, 0)).save(file, "JPEG")
    assert opened(develop(io.BytesIO(file.getvalue())).full).getpixel((9, 9)) == (255, 255, 255)


def test_transparent_parts_become_white():
    file = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
    file.seek(0)
    assert opened(develop(file).full).getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_kept(kind):
    file = io.BytesIO()
    frames = [Image.new("RGB", (32, 32), color) for color in ("red", "blue", "lime")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=40)
    file.seek(0)
    red, _green, blue = opened(develop(file).full).getpixel((16, 16))
    assert red > 200
    assert blue < 60


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_upright(orientation, kind):
    upright = Image.new("RGB", (64, 32), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 15, 15), fill="black")
    undo = {2: 0, 3: 1 + 2, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(undo[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    stored.save(file, kind, exif=exif.tobytes())
    file.seek(0)
    made = opened(develop(file).full)
    assert made.size == (64, 32)
    assert made.getpixel((5, 5))[0] < 60
    assert made.getpixel((60, 28))[0] > 200


def test_a_heic_photo_stands_upright():
    stored = Image.new("RGB", (32, 64), "white")
    ImageDraw.Draw(stored).rectangle((0, 48, 15, 63), fill="black")
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    stored.save(file, "HEIF", exif=exif.tobytes(), quality=95)
    file.seek(0)
    made = opened(develop(file).full)
    assert made.size == (64, 32)
    assert made.getpixel((5, 5))[0] < 60


def with_everything(kind):
    """A photo that says where, when, with what and about whom, in every place one can."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (29.5, 33.0, 7.0)
    exif.get_ifd(0x8769)[0x9286] = SECRET
    options = {"exif": exif.tobytes(), "xmp": b"<x>" + SECRET + b"</x>", "icc_profile": SECRET * 9}
    if kind == "JPEG":
        options |= {"comment": SECRET}
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SECRET.decode())
        words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        options = {"exif": options["exif"], "pnginfo": words}
    return picture(kind=kind, **options)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_where_and_when_and_by_whom_is_gone(kind):
    sent = with_everything(kind)
    assert SECRET in sent.getvalue()
    made = develop(sent)
    for kept in (made.full, made.thumb):
        assert SECRET not in kept
        assert set(opened(kept).info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        segments = re.findall(rb"\xff([\xe0-\xef\xfe])", kept.split(b"\xff\xda")[0])
        assert segments == [b"\xe0"]


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("run.js", SECRET)
    return file.getvalue()


@pytest.mark.parametrize(
    "tail", [b"<script>" + SECRET + b"</script>", zipped(), b"\0" * 9 + SECRET + b"\xff\xd9"]
)
def test_what_hangs_behind_a_photo_is_gone(tail):
    made = develop(io.BytesIO(picture().getvalue() + tail))
    assert SECRET not in made.full + made.thumb
    assert made.full.endswith(b"\xff\xd9")
    assert not zipfile.is_zipfile(io.BytesIO(made.full))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"GIF89a<script>",
        b"\xff\xd8\xff<script>alert(1)</script>",
        b"%PDF-1.7\n" + b"x" * 99,
        b"BM" + b"\0" * 99,
        zipped(),
        b"x",
    ],
)
def test_what_is_no_photo_is_refused_whatever_it_is_called(data):
    with pytest.raises(NotAPhoto) as refused:
        develop(io.BytesIO(data))
    assert "JPEG" in refused.value.sentence


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO", "PPM", "JPEG2000"])
def test_other_pictures_are_refused(kind):
    with pytest.raises(NotAPhoto):
        develop(picture(kind=kind))


def test_postscript_never_reaches_an_interpreter():
    with pytest.raises(NotAPhoto):
        develop(io.BytesIO(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_half_a_photo_is_refused(kind, part):
    file = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(file, kind)
    whole = file.getvalue()
    with pytest.raises(NotAPhoto):
        develop(io.BytesIO(whole[: int(len(whole) * part)]))


def test_an_empty_file_is_refused():
    with pytest.raises(NotAPhoto, match="empty"):
        develop(io.BytesIO())


def test_a_photo_of_more_than_twenty_megabytes_is_refused_before_it_is_read():
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            assert size >= 0, "reads without a limit"
            self.given += size
            return b"\xff\xd8\xff" + b"\0" * (size - 3)

    sent = Endless()
    with pytest.raises(TooBig, match="20 MB"):
        develop(sent)
    assert sent.given == 20 * 1024 * 1024 + 1


def png_of(width, height, depth=1, color=0):
    """A PNG that declares a size and holds no pixels to speak of."""

    def chunk(name, body):
        check = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + check

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([depth, color, 0, 0, 0])
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(("width", "height"), [(8000, 5001), (2**31 - 1, 2**31 - 1), (65535, 9999)])
def test_more_than_forty_million_pixels_are_refused_by_the_header_alone(width, height):
    with pytest.raises(TooBig, match="40 million"):
        develop(io.BytesIO(png_of(width, height)))


def webp_of(width, height):
    body = b"VP8X" + (10).to_bytes(4, "little") + bytes(4)
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def test_a_huge_webp_is_refused_before_its_decoder_sees_it(monkeypatch):
    monkeypatch.setattr(pictures, "_develop", lambda data: pytest.fail("reached the decoder"))
    with pytest.raises(TooBig):
        develop(io.BytesIO(webp_of(16383, 16383)))


@pytest.mark.parametrize("lossless", [False, True])
def test_the_size_of_a_webp_is_read_right(lossless):
    data = picture(size=(321, 123), kind="WEBP", lossless=lossless).getvalue()
    assert pictures._webp_size(data) == (321, 123)
    animated = io.BytesIO()
    frame = Image.new("RGB", (321, 123))
    frame.save(animated, "WEBP", save_all=True, append_images=[Image.new("RGB", (321, 123), "red")])
    assert pictures._webp_size(animated.getvalue()) == (321, 123)


def test_a_jpeg_of_endless_passes_is_refused():
    file = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last = data.rindex(b"\xff\xda")
    again = data[last:-2]
    assert develop(io.BytesIO(data)).width == 64
    with pytest.raises(NotAPhoto, match="unusual"):
        develop(io.BytesIO(data[:-2] + again * 200 + b"\xff\xd9"))


MEASURE = """
import io, sys
from pathlib import Path
import django
django.setup()
from portal.attachments import pictures
data = Path(sys.argv[1]).read_bytes()
def peak():  # not ru_maxrss: that remembers the parent too
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
before = peak()
try:
    pictures.develop(io.BytesIO(data))
    said = "taken"
except pictures.PhotoRefused as refused:
    said = type(refused).__name__
print(said, (peak() - before) // 1024)
"""


MOST = (8000, 5000)
HEAVY = {
    "bomb.jpg": ("L", (12_000, 12_000), "JPEG", {"quality": 1}),
    "bomb.webp": ("L", (9_000, 9_000), "WEBP", {"quality": 1, "method": 0}),
    "most.png": ("RGBA", MOST, "PNG", {"compress_level": 1}),
    "most.jpg": ("RGB", MOST, "JPEG", {"progressive": True, "subsampling": 0}),
    "most.webp": ("RGBA", (5000, 4000), "WEBP", {"lossless": True, "quality": 0, "method": 0}),
    "most.heic": ("RGB", MOST, "HEIF", {"quality": 10}),
}


def heavy(kind):
    """Files that are small to send and as large to decode as their kind can be."""
    if kind == "bomb.png":
        return png_of(30_000, 30_000)
    mode, size, name, options = HEAVY[kind]
    file = io.BytesIO()
    Image.new(mode, size).save(file, name, **options)
    return file.getvalue()


@pytest.mark.drill
@pytest.mark.parametrize(
    ("kind", "said", "megabytes"),
    [
        ("bomb.png", "TooBig", 10),
        ("bomb.jpg", "TooBig", 10),
        ("bomb.webp", "TooBig", 10),
        ("most.png", "taken", 420),
        ("most.jpg", "taken", 350),
        ("most.webp", "taken", 400),
        ("most.heic", "taken", 450),
    ],
)
def test_no_picture_takes_the_memory_of_the_house(tmp_path, kind, said, megabytes):
    path = tmp_path / kind
    path.write_bytes(heavy(kind))
    asked = subprocess.run(
        [sys.executable, "-c", MEASURE, path],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    answer, used = asked.stdout.split()
    print(kind, asked.stdout)
    assert answer == said
    assert int(used) < megabytes


SAMPLES = {kind: picture(size=(48, 48), kind=kind).getvalue() for kind in pictures.FORMATS}


@given(
    st.sampled_from(pictures.FORMATS),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=8),
)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_broken_bytes_are_a_photo_or_are_refused_and_nothing_else(kind, blows):
    data = bytearray(SAMPLES[kind])
    for where, what in blows:
        start = int(where * (len(data) - 1))
        data[start : start + len(what)] = what
    try:
        made = develop(io.BytesIO(data))
    except PhotoRefused as refused:
        assert refused.sentence  # noqa: PT017 - either outcome is right
    else:
        assert opened(made.full).format == "JPEG"


def test_what_is_covered_is_black_in_both_sizes_and_the_rest_is_not():
    made = develop(picture("white", (1000, 500)))
    covered = pictures.cover(made.full, [(0.25, 0.5, 0.25, 0.5)])
    for data in (covered.full, covered.thumb):
        image = opened(data)
        width, height = image.size
        for x, y in [(0.27, 0.55), (0.48, 0.95), (0.26, 0.98)]:
            assert max(image.getpixel((int(x * width), int(y * height)))) < 20
        for x, y in [(0.2, 0.75), (0.55, 0.75), (0.37, 0.4)]:
            assert min(image.getpixel((int(x * width), int(y * height)))) > 235
