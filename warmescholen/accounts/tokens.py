"""Secrets that are shown once and kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

PREFIX_LENGTH = 10


def new_token(kind: str) -> str:
    """A fresh secret with a recognisable beginning, such as `ws_key_...`."""
    return f"ws_{kind}_{secrets.token_urlsafe(32)}"


def digest(token: str) -> str:
    """What is kept of a secret: it has 256 bits of chance, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def prefix_of(token: str) -> str:
    """The part of a secret that may be shown in a list, so that people can tell their keys apart."""
    return token.removeprefix("ws_").partition("_")[2][:PREFIX_LENGTH]
