"""Log lines without secrets: whatever a line was made of, what looks like a token, key or password is cut out of it."""

from __future__ import annotations

import logging
import re

CUT = "[weggelaten]"
# Each keeps its first group, which tells an operator what stood there.
SECRETS = (
    re.compile(r"(ws_[a-z]+_)[A-Za-z0-9_-]{6,}"),  # our own keys, invitations and guest links
    re.compile(r"(?i)(\b(?:authorization|cookie)\b[\"']?\s*[=:]\s*)[^\n]+"),  # of a whole header nothing is kept
    re.compile(r"(?i)(\bbearer\s+)[A-Za-z0-9._~+/=-]+"),
    re.compile(r"(?i)([a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+(?=@)"),  # the password in the address of a server
    re.compile(r"""(?i)(["']?\b[\w-]*(?:passw(?:or)?d|wachtwoord|secret|token|api[_-]?key|sessie|sessionid|csrf\w*|otp|recovery[_-]?code)[\w-]*["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s&,;}\])]+)"""),
    re.compile(r"(/accounts/(?:password/reset/key|confirm-email)/)[^/\s?\"']+"),
    re.compile(r"(/)[A-Za-z0-9_-]{40,}"),  # a part of an address that long is a secret, whatever page it leads to
    re.compile(r"((?:__Host-)?(?:sessie|csrf)=)[^;\s]+"),
)  # fmt: skip


def without_secrets(text: str) -> str:
    """The text, with `CUT` where a secret stood."""
    for pattern in SECRETS:
        text = pattern.sub(rf"\g<1>{CUT}", text)
    return text


class SecretlessFormatter(logging.Formatter):
    """Formats a line with its exception, then cuts: a secret in an argument or in a traceback is caught too. One record, one line start."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line; a line end in what a person sent cannot begin a line that looks like ours."""
        before = record.exc_text
        record.exc_text = None  # another handler may have kept a text with secrets in it
        first, *rest = super().format(record).splitlines()
        record.exc_text = before
        return without_secrets("\n  ".join([first, *rest]))
