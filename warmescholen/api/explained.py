"""What the page for people says of each address, out of the same description that programs read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from warmescholen.api.schema import WORDS, description

STARTS = (("Excel en Power BI", "start.pq"), ("R", "start.R"), ("Python", "start.py"))
ELSEWHERE = "http://localhost:8000"  # where the demo is
EVERYWHERE = {"programme", "cursor", "page_size", "format", "If-Match", "If-None-Match"}
KINDS = {"integer": "geheel getal", "boolean": "ja of nee", "string": "tekst", "array": "lijst", "null": "of leeg"}
FORMATS = {"date": "dag", "date-time": "tijdstip", "uuid": "uuid", "email": "e-mailadres"}


@dataclass(frozen=True)
class Named:
    """A column or a parameter."""

    name: str
    kind: str
    text: SafeString


@dataclass
class Place:
    """A list and its objects."""

    word: str
    title: str
    paths: list[str] = field(default_factory=list)
    filters: list[Named] = field(default_factory=list)
    columns: list[Named] = field(default_factory=list)


@dataclass(frozen=True)
class Start:
    """A short program to begin with."""

    title: str
    text: str


def starts() -> list[Start]:
    """The short programs that stand in docs/api, with the address of this site."""
    folder = Path(settings.BASE_DIR) / "docs" / "api"
    return [Start(title, (folder / name).read_text("utf-8").replace(ELSEWHERE, settings.SITE_URL)) for title, name in STARTS]


def places() -> list[Place]:
    """Every list, with its filters and columns."""
    schema = description()
    found: dict[str, Place] = {}
    for path, operations in schema["paths"].items():
        word = operations["get"]["tags"][0]
        place = found.setdefault(word, Place(word, WORDS[word][0]))
        place.paths += [f"{method.upper()} {path.replace('{programme}', '…')}" for method in operations]
        if operations["get"]["operationId"].endswith("_list"):
            place.filters += _filters(operations["get"])
            place.columns += _columns(schema, operations["get"])
    return [found[word] for word in WORDS]


def with_code(text: str) -> SafeString:
    """The text with what stands between backticks as code."""
    parts = text.split("`")
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True) if len(parts) % 2 else [(text, "")]
    return format_html_join("", "{}{}", ((plain, format_html("<code>{}</code>", code) if code else "") for plain, code in pairs))


def _filters(operation: Mapping[str, Any]) -> Iterator[Named]:
    for each in operation["parameters"]:
        if each["name"] not in EVERYWHERE:
            yield Named(each["name"], _kind(each["schema"], {}), with_code(each.get("description", "")))


def _columns(schema: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[Named]:
    components = schema["components"]["schemas"]
    page = _resolve(operation["responses"]["200"]["content"]["application/json"]["schema"], components)
    row = _resolve(page["properties"]["results"]["items"], components)
    row = _resolve(row["oneOf"][0], components) if "oneOf" in row else row
    for name, each in row["properties"].items():
        yield Named(name, _kind(each, components), with_code(each.get("description", "")))


def _resolve(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    found: Mapping[str, Any] = components[reference.rpartition("/")[2]] if reference else schema
    return found


def _kind(schema: Mapping[str, Any], components: Mapping[str, Any]) -> str:
    """In words: `geheel getal, of leeg`; the choices where there are some."""
    parts = schema.get("oneOf") or schema.get("allOf") or [schema]
    told = [word for part in parts for word in _words(_resolve(part, components))]
    return ", ".join(dict.fromkeys(told))


def _words(schema: Mapping[str, Any]) -> Iterator[str]:
    choices = [str(choice) for choice in schema.get("enum", ()) if choice]
    if choices:
        yield " | ".join(choices)
    types = schema.get("type", "object")
    for each in types if isinstance(types, list) else [types]:
        if each == "null":
            yield "of leeg"
        elif not choices and each != "object":
            yield FORMATS.get(schema.get("format", ""), KINDS[each])
    if "enum" in schema and None in schema["enum"]:
        yield "of leeg"
