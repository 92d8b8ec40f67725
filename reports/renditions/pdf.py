"""A printed report from its HTML: tagged PDF/UA-1, and the same bytes for the same HTML and moment."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

# `.invalid` never resolves (RFC 2606), so an address that passes by the fetcher leads nowhere.
STATIC_HOST = "static.invalid"
STATIC_BASE = f"https://{STATIC_HOST}/"
STATIC_PATH = re.compile(r"/((?:fonts|reports)/[a-z0-9-]+\.(?:css|svg|woff2))")
CONTENT_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

_environment = threading.Lock()


class RefusedAddressError(ValueError):
    """The document asked for something that is not a static file of the project's reports."""


class MissingStaticFileError(RuntimeError):
    """A static file that every report needs is missing from this installation."""


def render_pdf(html: str, *, moment: datetime) -> bytes:
    """The document as tagged PDF/UA-1, dated `moment` (aware).

    Nothing is fetched but static files under `STATIC_BASE`; any other address is refused and left out.
    Raises MissingStaticFileError when a static file that the document needs is not there: without its fonts or style it
    would silently come out wrong.
    """
    # Slow to import, and the web process never renders.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    with _source_date(moment), _named(FatalURLFetchingError):
        document = HTML(string=html, base_url=STATIC_BASE, url_fetcher=static_files_only()).render(pdf_variant="pdf/ua-1")
        document.metadata.created = document.metadata.modified = moment.astimezone(UTC).isoformat(timespec="seconds")
        return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


@contextmanager
def _named(fatal: type[BaseException]) -> Iterator[None]:
    """WeasyPrint's own is a BaseException, which would end a worker instead of failing its job."""
    try:
        yield
    except fatal as error:
        raise MissingStaticFileError(str(error)) from error


@contextmanager
def _source_date(moment: datetime) -> Iterator[None]:
    """Give embedded fonts this date instead of the clock's; one document at a time, since an environment is the process's."""
    with _environment:
        before = os.environ.get("SOURCE_DATE_EPOCH")
        os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
        try:
            yield
        finally:
            if before is None:
                del os.environ["SOURCE_DATE_EPOCH"]
            else:
                os.environ["SOURCE_DATE_EPOCH"] = before


def static_file(url: str) -> Path:
    """The project's file behind an address under `STATIC_BASE`. Raises RefusedAddressError for every other address."""
    parts = urlsplit(url)
    match = STATIC_PATH.fullmatch(parts.path)
    if (parts.scheme, parts.netloc) != ("https", STATIC_HOST) or match is None:
        message = f"A report may not load {url[:200]!r}."
        raise RefusedAddressError(message)
    found = finders.find(match[1])
    if found is None:
        message = f"The static file {match[1]} is missing."
        raise FileNotFoundError(message)
    return Path(found)


@cache
def static_files_only() -> URLFetcher:
    """A fetcher of WeasyPrint that reads files itself and never opens a connection, so there is no redirect to follow either."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class StaticFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            del headers
            try:
                path = static_file(url)
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": CONTENT_TYPES[path.suffix]})
            except OSError as error:
                raise FatalURLFetchingError(str(error)) from error

    return StaticFilesOnly()
