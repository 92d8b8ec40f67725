"""What the launcher says to people: its own talk goes to stderr, so that stdout is the command's."""

import errno
import os
import shutil
import sys
from pathlib import Path

ALMOST_NOTHING = 64 * 1024 * 1024  # bytes; below this a failed step is blamed on the disk
FULL = (errno.ENOSPC, errno.EDQUOT)


class Refusal(Exception):
    """Work cannot go on; the text is one sentence that says what to do. The exit code is not 0."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        """Keep the sentence and the exit code of the launcher."""
        super().__init__(sentence)
        self.code = code


def say(text: str) -> None:
    """Tell the person at the keyboard, on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def show(text: str) -> None:
    """Print a result, on stdout."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def disk_is_full(folder: Path) -> bool:
    """Tell whether so little room is left that a failure is most likely caused by it."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(existing).free < ALMOST_NOTHING


def full_disk(folder: Path) -> Refusal:
    """Give the refusal for a full disk."""
    return Refusal(f"The disk is full: make room on the disk of {folder} and start again.")


def refusal_of(error: OSError, folder: Path) -> Refusal:
    """Turn an error of the operating system into one sentence."""
    if error.errno in FULL:
        return full_disk(folder)
    if isinstance(error, PermissionError):
        return Refusal(
            f"No right to use {error.filename or folder}: start again as the user who owns it, or give it to {_whoami()}.",
        )
    return Refusal(f"The operating system refused: {error}.")


def _whoami() -> str:
    return f"user {os.geteuid()}"
