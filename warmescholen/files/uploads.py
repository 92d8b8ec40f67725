"""What somebody uploads: known by its content and not by its name, and cleaned of what a picture tells about its maker."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from PIL import Image, ImageOps

from warmescholen.files.names import NAMELESS, safe_name

LARGEST_SIDE = 4000  # a larger photo is made smaller: that is a page at 300 dots per inch
MOST_PIXELS = 24_000_000  # of what is unpacked in memory
MOST_PARTS, LARGEST_UNPACKED, LARGEST_LIST = 5_000, 200 * 1_048_576, 1_048_576
ALLOWED = "een foto (JPEG, PNG of WebP), een PDF, een Word-document (docx) of een rekenblad (xlsx)"
OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
}
PICTURES = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png"), "WEBP": ("image/webp", ".webp")}


class FileRefused(ValueError):
    """The file is not taken; the message says why, in Dutch."""


@dataclass(frozen=True)
class Upload:
    """A file that may be stored: its name has the ending that fits what it is."""

    name: str
    content_type: str
    content: bytes


def read_upload(*, name: str, content: bytes) -> Upload:
    """Know a file by its content, strip a picture, and name it for what it is. Raises FileRefused."""
    if not content:
        raise FileRefused("Dit bestand is leeg.")
    if len(content) > settings.FILE_MAX_BYTES:
        raise FileRefused(f"Dit bestand is groter dan {settings.FILE_MAX_BYTES // 1_048_576} MB.")
    picture = _picture_format(content)
    if picture:
        content_type, ending = PICTURES[picture]
        return Upload(_name(name, ending), content_type, _stripped(content, picture))
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return Upload(_name(name, ".pdf"), "application/pdf", content)
    if content.startswith(b"PK\x03\x04"):
        content_type, ending = _office(content)
        return Upload(_name(name, ending), content_type, content)
    raise FileRefused(f"Dit bestand kan je niet toevoegen: kies {ALLOWED}.")


def _picture_format(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    return "WEBP" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def _stripped(content: bytes, picture: str) -> bytes:
    """The picture alone: place, time, maker and comments stay behind, since only its points are written anew."""
    try:
        image = Image.open(io.BytesIO(content), formats=(picture,))
        if picture == "JPEG":
            image.draft(None, (LARGEST_SIDE, LARGEST_SIDE))
        if image.width * image.height > MOST_PIXELS:
            raise FileRefused("Deze afbeelding telt te veel punten. Maak ze kleiner en probeer opnieuw.")
        upright = ImageOps.exif_transpose(image)
        plain = upright.convert("RGBA" if picture != "JPEG" and upright.has_transparency_data else "RGB")
        plain.info.clear()
        plain.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        clean = io.BytesIO()
        plain.save(clean, format=picture, quality=88)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused("Deze afbeelding is beschadigd: ze kan niet gelezen worden.") from error
    return clean.getvalue()


def _office(content: bytes) -> tuple[str, str]:
    """Which office document it is, from the list of its parts; nothing is unpacked but that list."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {entry.filename: entry.file_size for entry in archive.infolist()[: MOST_PARTS + 1]}
            if len(parts) > MOST_PARTS or sum(parts.values()) > LARGEST_UNPACKED or parts.get("[Content_Types].xml", 0) > LARGEST_LIST:
                raise FileRefused("Dit bestand is uitgepakt te groot.")
            with archive.open("[Content_Types].xml") as listed:
                kinds = listed.read(LARGEST_LIST)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FileRefused(f"Dit bestand kan je niet toevoegen: kies {ALLOWED}.") from error
    found = [kind for part, kind in OFFICE.items() if part in parts]
    if len(found) != 1:
        raise FileRefused(f"Dit bestand kan je niet toevoegen: kies {ALLOWED}.")
    if b"macroEnabled" in kinds or any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise FileRefused("Dit document bevat macro's. Bewaar het zonder macro's en probeer opnieuw.")
    return found[0]


def _name(name: str, ending: str) -> str:
    """A name to show: the last part of what was sent, with the ending of what it is."""
    stem = PurePosixPath(name.replace("\\", "/")).name.rsplit(".", 1)[0].strip(". ")
    return safe_name((stem or NAMELESS) + ending)
