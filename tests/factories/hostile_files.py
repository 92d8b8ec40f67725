"""Files as people send them, and as nobody should."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"Achterstraat 12, toestel van Jan"


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture that tells where, when and by whom it was made."""
    image = Image.new("RGB", size, "#a63f27")
    image.putpixel((0, 0), (0, 0, 0))
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x9286] = SECRET.decode()
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    extra: dict[str, object] = {"exif": exif.tobytes()}
    if kind == "PNG":
        extra["pnginfo"] = PngInfo()
        extra["pnginfo"].add_text("Comment", SECRET.decode())  # type: ignore[attr-defined]
    else:
        extra["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if kind == "JPEG":
        extra["comment"] = SECRET
    saved = io.BytesIO()
    image.save(saved, format=kind, **extra)
    return saved.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return saved.getvalue()


def document(*, macros: bool = False, part: str = "word/document.xml") -> bytes:
    kind = b"application/vnd.ms-word.document.macroEnabled.main+xml" if macros else b"wordprocessingml.document.main+xml"
    return archive({"[Content_Types].xml": b"<Types>" + kind + b"</Types>", part: b"<w/>"})


def pixel_bomb(side: int = 30_000) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
HOSTILE = {
    "empty": b"",
    "page": b"<!doctype html><script>alert(1)</script>",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "program": b"MZ\x90\x00" + b"\0" * 100,
    "cut photo": photo()[:200],
    "photo of nothing": b"\xff\xd8\xff\xe0nothing",
    "cut png": photo("PNG")[:60],
    "riff": b"RIFF\0\0\0\0WEBPVP8 ",
    "pixel bomb": pixel_bomb(),
    "larger pixel bomb": pixel_bomb(60_000),
    "pdf without an end": b"%PDF-1.7\nand then nothing",
    "zip": archive({"readme.txt": b"hallo"}),
    "zip without a list": archive({"word/document.xml": b"<w/>"}),
    "cut zip": document()[:60],
    "macros": document(macros=True),
    "macros under another name": archive({"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b"x"}),
    "zip bomb": archive({"[Content_Types].xml": b"", "word/document.xml": b"\0" * 210_000_000}),
    "many parts": archive({"[Content_Types].xml": b"", "word/document.xml": b"", **{f"p{number}": b"" for number in range(5001)}}),
    "two in one": archive({"[Content_Types].xml": b"", "word/document.xml": b"", "xl/workbook.xml": b""}),
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
}
