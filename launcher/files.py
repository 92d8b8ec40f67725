"""Small files of the launcher, written whole or not at all, and private where they hold a secret."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700


def write(path: Path, text: str, mode: int = PRIVATE) -> None:
    """Replace a file in one step, so that a reader or a crash never meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    fresh.replace(path)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a small private JSON file."""
    write(path, json.dumps(content, indent=2, sort_keys=True) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """Read a small JSON file; a missing or damaged one counts as empty."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def secret(path: Path) -> str:
    """Give the secret kept in this file; the first call makes it."""
    if not path.exists():
        write(path, secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="utf-8").strip()


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner enters."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(PRIVATE_FOLDER)
    return path
