"""Secrets never reach a log, whatever a line was made of."""

from __future__ import annotations

import io
import logging
import logging.config

import pytest
from django.conf import settings

from warmescholen.accounts.tokens import new_token
from warmescholen.ui.logs import CUT, SecretlessFormatter, without_secrets

SECRET = "Zeer-Geheim_0123456789abcdefghij"
LINES = (
    f"key {new_token('sleutel')} was refused",
    f"Not Found: /uitnodiging/{new_token('uitnodiging')}/",
    f"Authorization: Bearer {SECRET}",
    f"authorization=Basic {SECRET}",
    f"password={SECRET}&login=iemand",
    f"{{'password1': '{SECRET}', 'login': 'iemand'}}",
    f'{{"wachtwoord": "{SECRET}"}}',
    f"csrfmiddlewaretoken={SECRET}",
    f"postgresql://app:{SECRET}@database:5432/db does not answer",
    f"redis://:{SECRET}@broker:6379/0",
    f"Cookie: __Host-sessie={SECRET}; taal=nl",
    f"Not Found: /accounts/password/reset/key/1-{SECRET}/",
    f"Not Found: /accounts/confirm-email/{SECRET}/",
    f"GET /gast/{SECRET}{SECRET}/",
    f"api_key: {SECRET}",
    f"otp={SECRET}",
)


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))  # the secrets in them are new each time
def test_a_secret_is_cut_out_of_a_line(line: str) -> None:
    cut = without_secrets(line)
    assert CUT in cut
    assert SECRET not in cut
    assert not any(secret in cut for secret in [part for part in line.replace("/", " ").split() if part.startswith("ws_")])


@pytest.mark.parametrize(
    "line",
    [
        "job 12 attempt 3 failed",
        "Not Found: /warme-scholen/netwerken/gent-1/",
        "the broker does not answer, job 7 waits for the sweeper",
        "/warme-scholen/sessies/0b0e7f2e-6a10-4b1c-8d0c-0d5a3f1c2b4a/",
    ],
)
def test_an_ordinary_line_stays_whole(line: str) -> None:
    assert without_secrets(line) == line


def logged(log: object) -> str:
    """What the configured handler writes."""
    target = io.StringIO()
    handler = logging.StreamHandler(target)
    handler.setFormatter(SecretlessFormatter("{levelname} {name} {message}", style="{"))
    logger = logging.getLogger("tests.secrets")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        log(logger)  # type: ignore[operator]
    finally:
        logger.removeHandler(handler)
        logger.propagate = True
    return target.getvalue()


def test_a_secret_in_an_argument_or_in_an_exception_is_cut_too() -> None:
    def log(logger: logging.Logger) -> None:
        logger.warning("refused %s", {"token": SECRET})
        try:
            raise ValueError(f"password={SECRET}")
        except ValueError:
            logger.exception("failed")

    text = logged(log)
    assert SECRET not in text
    assert "ValueError" in text
    assert text.count(CUT) >= 2


def test_what_a_person_sends_cannot_begin_a_line_of_its_own() -> None:
    text = logged(lambda logger: logger.warning("not found: %s", "x\nERROR root everything is lost\r\nINFO root fine\u2028WARNING root y"))
    assert [line for line in text.splitlines() if not line.startswith("  ")] == ["WARNING tests.secrets not found: x"]


def test_every_handler_of_the_platform_cuts() -> None:
    formatters = settings.LOGGING["formatters"]
    for handler in settings.LOGGING["handlers"].values():
        assert formatters[handler["formatter"]]["()"] == "warmescholen.ui.logs.SecretlessFormatter"
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []
