"""Production settings: what Django itself warns of, and what the cookies are called."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHOSEN = {
    "WARMESCHOLEN_PROFILE": "production",
    "SECRET_KEY": "een lange willekeurige sleutel 0123456789 abcdefghijklmnopqrstuvwxyz %&!",
    "ALLOWED_HOSTS": "site.example",
    "SITE_URL": "https://site.example",
    "TRUSTED_PROXIES": "1",
}


def in_production(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` under production settings, in a process of its own."""
    environment = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL")} | CHOSEN | changes
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_deployment_check_warns_of_nothing() -> None:
    result = in_production("check", "--deploy", "--fail-level", "DEBUG")
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


def test_the_deployment_check_would_notice() -> None:
    result = in_production("check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="kort")
    assert result.returncode != 0
    assert "security.W009" in result.stderr


PARTS = ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")
SHOWN = [
    *(f"{cookie}_COOKIE_{part}" for cookie in ("SESSION", "CSRF", "LANGUAGE") for part in PARTS),
    *("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_SSL_REDIRECT", "DEBUG"),
]


@pytest.fixture(scope="module")
def chosen() -> dict[str, str]:
    code = f"from django.conf import settings\nfor name in {SHOWN!r}: print(name, getattr(settings, name))"
    result = in_production("shell", "--no-imports", "-c", code)
    assert result.returncode == 0, result.stderr
    return dict(line.split(" ", 1) for line in result.stdout.splitlines() if line)


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF", "LANGUAGE"])
def test_cookies_are_bound_to_the_host_and_to_https(chosen: dict[str, str], cookie: str) -> None:
    assert chosen[f"{cookie}_COOKIE_NAME"].startswith("__Host-")  # a browser then demands Secure, the path / and no domain
    assert chosen[f"{cookie}_COOKIE_SECURE"] == "True"
    assert chosen[f"{cookie}_COOKIE_DOMAIN"] == "None"
    assert chosen[f"{cookie}_COOKIE_PATH"] == "/"
    assert chosen[f"{cookie}_COOKIE_SAMESITE"] in {"Lax", "Strict"}


def test_https_is_demanded_for_a_year(chosen: dict[str, str]) -> None:
    assert int(chosen["SECURE_HSTS_SECONDS"]) >= 31_536_000
    assert chosen["SECURE_HSTS_INCLUDE_SUBDOMAINS"] == chosen["SECURE_HSTS_PRELOAD"] == chosen["SECURE_SSL_REDIRECT"] == "True"
    assert chosen["SESSION_COOKIE_HTTPONLY"] == "True"
    assert chosen["DEBUG"] == "False"


def test_debug_cannot_be_switched_on_in_production() -> None:
    result = in_production("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.DEBUG)", DJANGO_DEBUG="1")
    assert result.stdout.strip() == "False"


def test_the_web_server_accepts_its_settings() -> None:
    command = [sys.executable, "-m", "gunicorn", "--check-config", "wsgiref.simple_server:demo_app"]
    result = subprocess.run(command, cwd=ROOT, env={**os.environ, "GUNICORN_CMD_ARGS": ""}, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
