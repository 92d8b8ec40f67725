"""Pages about personal data, in real Chromium: readable, accessible, and a copy that arrives."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visits import SIZES, look_at, sign_in


@pytest.mark.parametrize("dark", [False, True], ids=["licht", "donker"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_about_personal_data_read_well(browser: Browser, site: str, size: str, *, dark: bool) -> None:
    page = sign_in(browser, site, "beheer", size=SIZES[size], dark=dark)
    name = f"{size}-{'donker' if dark else 'licht'}"
    for what, address in (("uitleg", "/privacy/"), ("mijn-gegevens", "/accounts/mijn-gegevens/"), ("overzicht", "/warme-scholen/beheer/privacy/")):
        page.goto(address)
        look_at(page, f"privacy-{what}-{name}")
    page.context.close()


def test_everybody_reads_the_explanation_without_an_account(browser: Browser, site: str) -> None:
    page = browser.new_context(base_url=site).new_page()
    page.goto("/privacy/")
    expect(page.locator("h1")).to_have_text("Wat bewaren we van je?")
    page.get_by_text("Precies").first.click()
    expect(page.locator("details[open] li").first).to_be_visible()
    page.context.close()


def test_a_copy_of_ones_own_data_arrives_and_a_request_stands_on_the_managers_page(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "adviseur")
    page.goto("/accounts/mijn-gegevens/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download mijn gegevens").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert b"adviseur@warmescholen.example" in archive.read("gegevens.json")
        assert "schools.sessionadviser.user.csv" in archive.namelist()
    page.get_by_role("button", name="Vraag om me te vergeten").click()
    expect(page.get_by_role("status").first).to_contain_text("Je vraag staat bij de programmabeheerders")
    page.context.close()

    manager = sign_in(browser, site, "beheer")
    manager.goto("/warme-scholen/beheer/privacy/")
    look_at(manager, "privacy-vraag")
    manager.get_by_role("button", name="Trek in").click()
    expect(manager.get_by_text("ingetrokken op")).to_be_visible()
    manager.context.close()
