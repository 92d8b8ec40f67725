"""Uploads are known by their content; a picture keeps nothing but its points."""

from __future__ import annotations

import io
import time

import pytest
from django.test import override_settings
from PIL import Image

from tests.factories.hostile_files import HOSTILE, PDF, SECRET, document, photo
from warmescholen.files.uploads import FileRefused, read_upload


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_stripped_of_place_time_and_maker(kind: str) -> None:
    content = photo(kind)
    assert SECRET in content
    clean = read_upload(name="foto.exe", content=content)
    assert SECRET not in clean.content
    assert clean.content_type == f"image/{kind.lower()}"
    image = Image.open(io.BytesIO(clean.content))
    assert image.size == (60, 40)
    assert not image.getexif()


def test_a_picture_stands_upright_without_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    saved = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(saved, format="JPEG", exif=exif.tobytes())
    clean = read_upload(name="foto.jpg", content=saved.getvalue())
    assert Image.open(io.BytesIO(clean.content)).size == (40, 60)


def test_a_large_photo_is_made_smaller_and_what_shines_through_stays() -> None:
    large = read_upload(name="foto.jpg", content=photo(size=(6000, 4000)))
    assert max(Image.open(io.BytesIO(large.content)).size) <= 4000
    saved = io.BytesIO()
    Image.new("RGBA", (4, 4), (1, 2, 3, 0)).save(saved, format="PNG")
    clear = read_upload(name="teken.png", content=saved.getvalue())
    assert Image.open(io.BytesIO(clear.content)).getpixel((0, 0)) == (1, 2, 3, 0)


@pytest.mark.parametrize(
    ("name", "content", "stored"),
    [
        ("verslag.jpg", PDF, "verslag.pdf"),
        ("verslag.pdf", document(), "verslag.docx"),
        ("lijst", document(part="xl/workbook.xml"), "lijst.xlsx"),
        ("../../etc/pass;wd.docx", document(), "pass;wd.docx"),
        ("C:\\stukken\\be\u202egdp.exe.docx", document(), "begdp.exe.docx"),
        ("...", PDF, "bestand.pdf"),
    ],
)
def test_the_name_says_what_the_content_is(name: str, content: bytes, stored: str) -> None:
    assert read_upload(name=name, content=content).name == stored


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_something_else_is_refused_in_no_time(name: str) -> None:
    begun = time.monotonic()
    with pytest.raises(FileRefused):
        read_upload(name="foto.jpg", content=HOSTILE[name])
    assert time.monotonic() - begun < 2


@override_settings(FILE_MAX_BYTES=1_048_576)
def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(FileRefused, match="groter dan 1 MB"):
        read_upload(name="groot.pdf", content=PDF.replace(b"<<>>", b"x" * 1_048_577))
