"""The first steps of each demo role, in real Chromium against a real web process."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visits import SIZES, look_at, sign_in
from tests.processes import running_worker

ROLES = ("beheer", "coordinator", "adviseur", "trekker", "waarnemer")
PAGES = {"overzicht": "", "netwerken": "netwerken/", "netwerk": "netwerken/gent-1/", "indicatoren": "indicatoren/", "rapportages": "rapportages/"}


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
    page = sign_in(browser, site, "beheer", size=SIZES[size], dark=dark)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for name, address in PAGES.items():
        page.goto(f"/warme-scholen/{address}")
        look_at(page, f"{name}-{size}-{'donker' if dark else 'licht'}")
    assert complaints == []
    page.context.close()
