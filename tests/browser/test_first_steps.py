"""The first steps of each demo role, in real Chromium against a real web process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.processes import running_worker, wait_until

SCREENS = Path(__file__).resolve().parents[2] / "var" / "screens"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
PASSWORD = "warme-demo-2026"
ROLES = ("beheer", "coordinator", "adviseur", "trekker", "waarnemer")
PAGES = {"overzicht": "", "netwerken": "netwerken/", "netwerk": "netwerken/gent-1/", "indicatoren": "indicatoren/", "rapportages": "rapportages/"}
SIZES = {"telefoon": (390, 844), "scherm": (1280, 900)}


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


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


@pytest.fixture(scope="module")
def browser(site: str) -> Iterator[Browser]:  # after the site: Playwright keeps an event loop, in which Django refuses to query
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: install the package chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def sign_in(browser: Browser, site: str, role: str, *, size: tuple[int, int] = (1280, 900), dark: bool = False) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="nl-BE", color_scheme="dark" if dark else "light", base_url=site
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mailadres").fill(f"{role}@warmescholen.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.locator("h1")).to_be_visible()
    return page


def violations(page: Page) -> list[str]:
    return [f"{each['id']}: {node['html'][:120]}" for each in Axe().run(page).response["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_comes_in_and_finds_the_programme(browser: Browser, site: str, role: str) -> None:
    page = sign_in(browser, site, role)
    assert page.url == f"{site}/warme-scholen/"
    expect(page.get_by_role("navigation")).to_contain_text("Indicatoren")
    page.context.close()


def test_a_wrong_password_is_told_and_the_address_stays(browser: Browser, site: str) -> None:
    page = browser.new_context(base_url=site).new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mailadres").fill("beheer@warmescholen.example")
    page.get_by_label("Wachtwoord").fill("iets heel anders")
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("E-mailadres")).to_have_value("beheer@warmescholen.example")
    page.context.close()


def test_a_coordinator_sees_the_own_networks_only(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "coordinator")
    expect(page.get_by_role("rowheader")).to_have_count(2)
    assert page.goto("/warme-scholen/netwerken/gevorderden/").status == 404  # type: ignore[union-attr]
    page.context.close()


def test_a_coordinator_makes_a_report_and_opens_it(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "coordinator")
    page.get_by_role("link", name="Rapportages", exact=True).click()
    with running_worker():
        page.get_by_role("button", name="PDF maken").first.click()
        expect(page.get_by_role("status").first).to_be_visible()
        link = page.get_by_role("link", name="PDF openen").first
        expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["licht", "donker"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_fits(browser: Browser, site: str, size: str, *, dark: bool) -> None:
    """Also leaves a screenshot of each page for people to look at."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    page = sign_in(browser, site, "beheer", size=SIZES[size], dark=dark)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for name, address in PAGES.items():
        page.goto(f"/warme-scholen/{address}")
        page.screenshot(path=SCREENS / f"{name}-{size}-{'donker' if dark else 'licht'}.png", full_page=True)
        assert page.locator("h1").count() == 1, name
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert complaints == []
    page.context.close()
