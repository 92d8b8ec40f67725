"""What may not be found in anything that comes out: in pages, data, spreadsheets, documents, mails and headers."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from email.message import Message
from typing import Any
from xml.etree.ElementTree import Element

import tinyhtml5
from defusedxml.ElementTree import ParseError, fromstring
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from openpyxl import load_workbook
from pypdf.generic import NameObject

from tests.proof.hostile import HOST, MARK, PRODUCT
from warmescholen.files.cells import is_formula

FETCHING = {"src", "srcset", "poster", "data", "background", "longdesc", "cite", "manifest"}
LEADING = {"href", "action", "formaction", "ping"} | {f"hx-{verb}" for verb in ("get", "post", "put", "patch", "delete", "push-url")}
FORBIDDEN_ELEMENTS = {
    *("base", "object", "embed", "iframe", "frame", "frameset", "applet", "style", "xmp", "plaintext", "marquee"),
    *("foreignobject", "animate", "set"),
}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b\ufeff]")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
INERT_TYPES = {"application/json", "text/plain", "speculationrules"}


def check(response: HttpResponseBase) -> list[str]:
    """What is wrong with an answer, in words."""
    content = content_of(response)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    found = list(headers(response))
    if kind in CHECKS:
        found += CHECKS[kind](content)
    elif content and response.status_code < 300 and not kind.startswith(("font/", "image/png", "image/jpeg", "image/webp")):
        found.append(f"an output of a kind that no check reads: {kind}")
    if PRODUCT.encode() in content:
        found.append("a template was worked out")
    return found


def content_of(response: HttpResponseBase) -> bytes:
    """The bytes, streams joined."""
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined,no-any-return]


def headers(response: HttpResponseBase) -> Iterator[str]:
    """Headers that somebody added, split or led elsewhere by what was typed."""
    for name, value in response.headers.items():
        if MARK in name.lower() or re.search(r"[\r\n\0]", value):
            yield f"header {name} was split or added"
    for name in response.cookies:
        if MARK in name:
            yield f"cookie {name} was added"
    location = response.headers.get("Location", "")
    if location and bad_address(location):
        yield f"led to {location[:80]!r}"
    disposition = response.headers.get("Content-Disposition", "")
    if disposition:
        message = Message()
        message["Content-Disposition"] = disposition
        name = str(message.get_filename() or "")
        if re.search(r"[/\\\r\n\0]", name) or name in {".", ".."} or any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in name):
            yield f"a file name of a path or with hidden signs: {name[:60]!r}"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "may be sniffed"


def bad_address(value: str) -> bool:
    """Whether a browser would follow this to something that runs or to somewhere else than the site."""
    plain = INVISIBLE.sub("", value).lower().replace("\\", "/")
    scheme = SCHEME.match(plain)
    if scheme and scheme[1] not in {"http", "https", "mailto", "tel", "otpauth", "webcal"}:
        return True
    is_elsewhere = plain.startswith("//") or (scheme is not None and scheme[1] in {"http", "https"})
    return is_elsewhere and MARK in plain.split("?", maxsplit=1)[0].split("/")[2 if "//" in plain else 0]


def html(content: bytes) -> list[str]:
    """The page as a browser reads it."""
    return list(_tree(tinyhtml5.parse(content.decode("utf-8"))))


def _tree(root: Element) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        tag = _bare(element.tag)
        attributes = {_bare(name): value for name, value in element.attrib.items()}
        if MARK in tag or tag in FORBIDDEN_ELEMENTS:
            yield f"an element <{tag}>"
        if tag == "script" and attributes.get("type") not in INERT_TYPES and not attributes.get("src", "").startswith("/static/"):
            yield f"a script that is not the site's: {str(element.text)[:60]!r}"
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            yield "a page that leads itself away"
        yield from _attributes(tag, attributes)


def _attributes(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        if name.startswith(("on", "hx-on", "data-hx-on")) or name in {"style", "srcdoc"} or MARK in name:
            yield f"<{tag} {name}={value[:40]!r}>"
        is_fetched = name in FETCHING or (tag in {"link", "use", "image"} and name == "href")
        if (is_fetched or name in LEADING) and bad_address(value):
            yield f"<{tag} {name}={value[:60]!r}>"


def _bare(name: str) -> str:
    return name.rpartition("}")[2].lower()


def svg(content: bytes) -> list[str]:
    """A picture of its own."""
    try:
        return [each for each in _tree(fromstring(content)) if "<set>" not in each]
    except ParseError as error:
        return [f"a picture that is no XML: {error}"]


def plain_json(content: bytes) -> list[str]:
    """Data that a program reads."""
    try:
        json.loads(content)
    except ValueError as error:
        return [f"no JSON: {error}"]
    return []


def ndjson(content: bytes) -> list[str]:
    """One object per line."""
    return [problem for line in content.split(b"\n") if line for problem in plain_json(line)]


def comma_separated(content: bytes) -> list[str]:
    """Cells of a file without types; whatever sign a spreadsheet separates them by."""
    text = content.decode("utf-8-sig")
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    cells = (cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row)
    return [f"a formula in a cell: {cell[:40]!r}" for cell in cells if is_formula(cell) and not NUMBER.fullmatch(cell)]


def spreadsheet(content: bytes) -> list[str]:
    """Cells with types."""
    found = []
    book = load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            found += [f"a formula in {sheet.title}!{cell.coordinate}" for cell in row if cell.data_type in {"f", "e"} or cell.hyperlink]
    return found + _package(content)


def document(content: bytes) -> list[str]:
    """A text document: no fields that fetch, nothing linked from outside."""
    found = _package(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = package.read("word/document.xml")
    found += [f"a field in the document: {word.decode()}" for word in (b"instrText", b"fldSimple", b"altChunk") if word in body]
    return found


def _package(content: bytes) -> list[str]:
    """Every part of an office file is XML, and none leads to an address that was typed."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            part = package.read(name)
            if name.startswith("/") or ".." in name or name.endswith(".bin"):
                found.append(f"a part called {name}")
            if name.endswith((".xml", ".rels")):
                found += _office_part(name, part)
    return found


def _office_part(name: str, part: bytes) -> Iterator[str]:
    try:
        root = fromstring(part)
    except ParseError as error:
        yield f"{name} is no XML: {error}"
        return
    for element in root.iter():
        if MARK in str(element.tag).lower() or _bare(str(element.tag)) == "f":
            yield f"{name}: an element {element.tag}"
        if element.attrib.get("TargetMode") == "External" and HOST in element.attrib.get("Target", ""):
            yield f"{name}: leads to {element.attrib['Target'][:60]}"


PDF_FORBIDDEN = {
    *("/JavaScript", "/JS", "/Launch", "/OpenAction", "/EmbeddedFile", "/EmbeddedFiles"),
    *("/RichMedia", "/SubmitForm", "/GoToR", "/ImportData"),
}


def pdf(content: bytes) -> list[str]:
    """A printed document: its names are commands, its strings are words."""
    from pypdf import PdfReader

    if not content.startswith(b"%PDF-"):
        return []  # a stored file of the factories, which only says so
    reader = PdfReader(io.BytesIO(content))
    names = {name for number in range(1, int(reader.trailer["/Size"])) for name in _names(reader.get_object(number))}
    links = [str(link.get_object().get("/A", {}).get("/URI", "")) for page in reader.pages for link in page.get("/Annots", [])]
    words = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
    found = [f"the PDF has {name}" for name in names & PDF_FORBIDDEN] + [f"a link to {link[:60]}" for link in links if bad_address(link)]
    return [*found, *(["a template was worked out"] if PRODUCT.encode() in words else [])]


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from _names(each)
    elif isinstance(value, list):
        for each in value:
            yield from _names(each)
    elif isinstance(value, NameObject):
        yield str(value)


def calendar(content: bytes) -> list[str]:
    """Lines of a calendar, folded ones joined."""
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    return [f"a line of its own: {line[:40]!r}" for line in lines if line and _is_added(line)]


def _is_added(line: str) -> bool:
    return not re.match(r"[A-Z-]+[;:]", line) or "\n" in line or MARK in line.split(":", maxsplit=1)[0].lower()


def nothing(_content: bytes) -> list[str]:
    """Plain text with nosniff does nothing."""
    return []


CHECKS: dict[str, Callable[[bytes], list[str]]] = {
    "text/html": html,
    "image/svg+xml": svg,
    "application/json": plain_json,
    "application/problem+json": plain_json,
    "application/manifest+json": plain_json,
    "application/vnd.oai.openapi+json": plain_json,
    "application/vnd.oai.openapi": nothing,
    "application/x-ndjson": ndjson,
    "text/csv": comma_separated,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": spreadsheet,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": document,
    "application/pdf": pdf,
    "text/calendar": calendar,
    "text/plain": nothing,
    "text/javascript": nothing,
    "application/javascript": nothing,
    "application/zip": nothing,
}


def mail(message: EmailMessage) -> list[str]:
    """A mail as it goes over the line."""
    wire = message.message()
    found = [f"a header {name}" for name in wire.keys() if MARK in name.lower() or name.lower() in {"bcc", "cc"}]  # noqa: SIM118 (a mail is no mapping)
    if len(message.recipients()) != 1:
        found.append(f"{len(message.recipients())} recipients")
    for part in wire.walk():
        if part.get_content_type() == "text/html":
            found += _of_mail(part.get_payload(decode=True))
    return found


def _of_mail(content: bytes) -> Iterator[str]:
    """A mail has no policy that forbids styles, and needs its own: only what was typed may not stand in one."""
    root = tinyhtml5.parse(content.decode("utf-8"))
    for element in root.iter():
        written = element.get("style", "") + (element.text or "" if _bare(str(element.tag)) == "style" else "")
        if MARK in written.lower():
            yield "a style that was typed"
    for problem in _tree(root):
        if not problem.startswith("an element <style>") and " style=" not in problem:
            yield problem


def is_page(response: HttpResponseBase) -> bool:
    """Whether a browser would show it as a page."""
    return isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html")
