"""Verbs for files: store, read and remove."""

from __future__ import annotations

import hashlib
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError

from warmescholen.files.models import StoredFile
from warmescholen.files.names import safe_name


class FileGone(LookupError):
    """The row is there but the bytes are not, or are others than were stored."""


def store_file(*, programme_id: int, folder: str, name: str, content_type: str, content: bytes) -> StoredFile:
    """Write the bytes under a fresh name and return the row that points at them.

    Bytes come before the row: a crash between the two leaves a file that nothing names, never a row without its file.
    """
    key, name = uuid.uuid4(), safe_name(name)
    path = default_storage.save(f"{programme_id}/{folder}/{key}", ContentFile(content))  # the row alone knows its name
    return StoredFile.objects.create(
        programme_id=programme_id,
        uuid=key,
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
    )


def read_file(stored: StoredFile) -> bytes:
    """The bytes, checked against their hash. Raises FileGone when they are missing or changed."""
    try:
        with default_storage.open(stored.path) as handle:
            content = handle.read()
    except FileNotFoundError as error:
        message = f"{stored.name} is not where it was stored"
        raise FileGone(message) from error
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        message = f"{stored.name} is not what was stored"
        raise FileGone(message)
    return bytes(content)


def remove_file(stored: StoredFile) -> None:
    """Take the row away now and the bytes when that is certain. A file that something still points at stays."""
    path = stored.path
    try:
        stored.delete()
    except ProtectedError:
        return
    transaction.on_commit(lambda: default_storage.delete(path))


def is_whole(stored: StoredFile) -> bool:
    """Whether the bytes are there and are what was stored."""
    try:
        read_file(stored)
    except FileGone:
        return False
    return True
