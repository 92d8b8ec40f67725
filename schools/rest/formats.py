"""The faces of a list: JSON by the page; CSV, XLSX and NDJSON in one go, streamed."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from schools.rest.problems import Refused
from warmescholen.files.cells import Value, csv_cell, xlsx_cell

Batches = Iterable[Sequence[tuple[Any, ...]]]
PIECE = 65_536  # bytes of a finished workbook that are sent at a time
MOST_XLSX_ROWS = 1_048_575  # what a sheet holds below its head


class Json(BaseRenderer):
    """One page, or one object."""

    media_type, format = "application/json", "json"


class Csv(BaseRenderer):
    """Comma-separated, UTF-8, decimal points."""

    media_type, format = "text/csv", "csv"


class Xlsx(BaseRenderer):
    """A workbook with one sheet."""

    media_type, format = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"


class Ndjson(BaseRenderer):
    """One JSON object on each line."""

    media_type, format = "application/x-ndjson", "ndjson"


class JsonParser(JSONParser):
    """Reads a JSON body, and refuses one that is nested too deep to be read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The data. Raises ParseError."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error


class Negotiation(DefaultContentNegotiation):
    """The format that `?format=` names, else one that `Accept` allows."""

    def select_renderer(self, request: Request, renderers: Sequence[BaseRenderer], _suffix: str | None = None) -> tuple[BaseRenderer, str]:
        """Raises Refused for an unknown format and NotAcceptable when none is acceptable."""
        wanted = request.query_params.get("format")
        if not wanted:
            chosen: tuple[BaseRenderer, str] = super().select_renderer(request, renderers)
            return chosen
        for renderer in renderers:
            if renderer.format == wanted:
                return renderer, renderer.media_type
        raise Refused(format=f"Kies uit {', '.join(str(renderer.format) for renderer in renderers)}.")


def to_json(data: object) -> bytes:
    """Compact JSON; moments in UTC."""
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()


def json_answer(data: object, status: int = 200) -> HttpResponse:
    """A JSON answer that no shared cache may keep."""
    return HttpResponse(to_json(data), status=status, content_type=Json.media_type, headers={"Cache-Control": "private, no-cache"})


def file_answer(renderer: BaseRenderer, name: str, columns: Sequence[str], batches: Batches) -> StreamingHttpResponse:
    """The whole list as a file; `batches` are read while it is sent, so after the request's own transaction."""
    pieces = _WRITERS[str(renderer.format)](columns, batches)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.{renderer.format}") or "attachment",
        "Cache-Control": "private, no-cache",
    }
    charset = "" if isinstance(renderer, Xlsx) else "; charset=utf-8"
    return StreamingHttpResponse(pieces, content_type=f"{renderer.media_type}{charset}", headers=headers)


def _csv(columns: Sequence[str], batches: Batches) -> Iterator[bytes]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for batch in batches:
        writer.writerows([csv_cell(_flat(value)) for value in row] for row in batch)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def _ndjson(columns: Sequence[str], batches: Batches) -> Iterator[bytes]:
    for batch in batches:
        yield b"".join(to_json(dict(zip(columns, row, strict=True))) + b"\n" for row in batch)


def _xlsx(columns: Sequence[str], batches: Batches) -> Iterator[bytes]:
    # Slow to import, and only this format needs it.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("gegevens")
    sheet.append([xlsx_cell(sheet, name) for name in columns])
    for batch in batches:
        for row in batch:
            sheet.append([xlsx_cell(sheet, _flat(value)) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _flat(value: Any) -> Value:
    """What one cell holds: a list of words or numbers with `;` between them, anything deeper as JSON."""
    if isinstance(value, list | tuple):
        is_deep = any(isinstance(each, Mapping | list) for each in value)
        return to_json(value).decode() if is_deep else ";".join(map(str, value))
    if isinstance(value, Mapping):
        return to_json(value).decode()
    return str(value) if isinstance(value, UUID) else value


_WRITERS: Mapping[str, Callable[[Sequence[str], Batches], Iterator[bytes]]] = {"csv": _csv, "ndjson": _ndjson, "xlsx": _xlsx}
