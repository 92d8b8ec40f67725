"""Names of files that people get: what a person typed may stand in them, but never a path or a sign that hides another."""

from __future__ import annotations

import re
import unicodedata

from django.http import HttpResponse
from django.utils.http import content_disposition_header

PATHLIKE = re.compile(r'[/\\:*?"<>|]')
LONGEST = 150
NAMELESS = "bestand"


def safe_name(name: str) -> str:
    """The name without signs that a file system or an eye reads as something else; its ending stays when it has to be cut."""
    shown = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "C")
    plain = " ".join(PATHLIKE.sub("-", shown).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST and dot and len(ending) <= 10:
        return f"{stem[: LONGEST - len(ending) - 1].rstrip('. ')}.{ending}"
    return plain[:LONGEST].rstrip(". ") or NAMELESS


def download(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """An answer that a browser keeps as a file of this name and never shows as a page."""
    disposition = content_disposition_header(as_attachment=True, filename=safe_name(name)) or "attachment"
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
