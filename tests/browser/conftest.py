"""Fixtures of the browser tests: the demo behind a real web process, and Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, sync_playwright

from tests.processes import wait_until

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def site(committed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, served by gunicorn as in the demo."""
    call_command("load_demo", verbosity=0)
    static = tmp_path_factory.mktemp("static")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    environment = {**os.environ, "STATIC_ROOT": str(static), "WARMESCHOLEN_PROFILE": "demo", "SITE_URL": address}
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "warmescholen.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning"]
    web = subprocess.Popen(command, env=environment)
    try:
        wait_until(lambda: answers(f"{address}/healthz"))
        yield address
    finally:
        web.terminate()
        web.wait()


@pytest.fixture(scope="module")
def browser(site: str) -> Iterator[Browser]:  # after the site: Playwright keeps an event loop, in which Django refuses to query
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: install the package chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:  # refused, or so busy that it does not answer in time
        return False
