"""The variables that a person gives with a command: PORT, SERVE, RESET, ARGS."""

import os
import shlex
from dataclasses import dataclass

from launcher.talk import Refusal

HIGHEST_PORT = 65535
YES, NO = ("1", "yes", "true"), ("0", "no", "false", "")


@dataclass(frozen=True)
class Options:
    """What was asked of the demo."""

    port: int
    serve: bool
    reset: bool


def read() -> Options:
    """Read the variables.

    Raises Refusal when one cannot be understood.
    """
    return Options(port=port(), serve=_flag("SERVE", default="1"), reset=_flag("RESET", default="0"))


def port() -> int:
    """Give PORT, by default 8000."""
    text = os.environ.get("PORT", "").strip() or "8000"
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= HIGHEST_PORT:
        raise Refusal(f"PORT is {text!r} and must be a number from 1 to {HIGHEST_PORT}.")
    return int(text)


def arguments() -> list[str]:
    """Give the words of ARGS, read as a shell reads them."""
    try:
        return shlex.split(os.environ.get("ARGS", ""))
    except ValueError as error:
        raise Refusal(f"ARGS cannot be read ({error}): check its quotes.") from error


def _flag(name: str, default: str) -> bool:
    text = os.environ.get(name, default).strip().lower()
    if text not in YES + NO:
        raise Refusal(f"{name} is {text!r} and must be 0 or 1.")
    return text in YES
