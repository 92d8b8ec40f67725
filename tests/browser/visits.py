"""What the browser tests do on a page: sign in, ask axe, keep a screenshot for people to look at."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

SCREENS = Path(__file__).resolve().parents[2] / "var" / "screens"
PASSWORD = "warme-demo-2026"
SIZES = {"telefoon": (390, 844), "scherm": (1280, 900)}


def sign_in(browser: Browser, site: str, role: str, *, size: tuple[int, int] = (1280, 900), dark: bool = False, scripts: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="nl-BE",
        color_scheme="dark" if dark else "light",
        base_url=site,
        java_script_enabled=scripts,
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


def look_at(page: Page, name: str) -> None:
    """Keep a screenshot, and hold what every page promises: one h1, nothing for axe to find, nothing that sticks out."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
    assert page.locator("h1").count() == 1, name
    found = violations(page)
    assert found == [], f"{name}: {found}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
