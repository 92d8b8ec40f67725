"""From an invitation to the first page, an app and a passkey at sign-in: in real Chromium, under the real policy."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import PASSWORD, SIZES, look_at, sign_in

OWN_PASSWORD = "vier gewone woorden samen"
ACCOUNT = {
    "account": "/accounts/",
    "account-naam": "/accounts/naam/",
    "account-email": "/accounts/email/",
    "account-wachtwoord": "/accounts/password/change/",
    "account-tweede-stap": "/accounts/2fa/",
    "account-tweede-stap-nodig": "/accounts/tweede-stap-nodig/",
    "account-aangemeld": "/accounts/aangemeld/",
    "kies-programma": "/?kies",
}
PEOPLE = {
    "mensen": "/warme-scholen/beheer/mensen/",
    "uitnodigen": "/warme-scholen/beheer/mensen/uitnodigen/",
    "sleutels": "/warme-scholen/beheer/sleutels/",
    "rollen": "/warme-scholen/rollen/",
}
ENTRANCE = {
    "aanmelden": "/accounts/login/",
    "aanmelden-code": "/accounts/login/code/",
    "wachtwoord-vergeten": "/accounts/password/reset/",
    "uitnodiging-oud": "/accounts/uitnodiging/",
}


def mails() -> list[str]:
    """The texts of the mails that the demo wrote to files, the oldest first."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).iterdir(), key=lambda path: path.stat().st_mtime_ns)
    found = []
    for path in files:
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
        assert body is not None
        found.append(body.get_content())
    return found


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    """A phone on which nobody is signed in; what the console complains of fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-BE", base_url=site)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    assert [text for text in complaints if "404" not in text] == []
    context.close()


def enter(page: Page, role: str) -> None:
    """Name and password, as far as they lead."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mailadres").fill(f"{role}@warmescholen.example")
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()


def leave(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Afmelden").click()


def again(page: Page) -> None:
    """Say again who one is, with the password."""
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()


def test_from_an_invitation_to_the_first_page_on_a_phone(browser: Browser, site: str, phone: Page) -> None:
    manager = sign_in(browser, site, "beheer", size=SIZES["telefoon"])
    manager.goto(PEOPLE["uitnodigen"])
    manager.get_by_label("E-mailadres").fill("verse.kracht@warmescholen.example")
    manager.get_by_text("Adviseur", exact=True).click()
    manager.get_by_label("Waarvoor").select_option(label="Lerend netwerk Gent 1")
    manager.get_by_role("button", name="Stuur de uitnodiging").click()
    expect(manager.get_by_role("status")).to_contain_text("onderweg naar verse.kracht@warmescholen.example")

    link = re.search(rf"{site}/accounts/uitnodiging/\S+", mails()[-1])
    assert link
    phone.goto(link[0])
    assert phone.url == f"{site}/accounts/uitnodiging/"
    look_at(phone, "uitnodiging-telefoon")
    phone.get_by_label("Je naam").fill("Nieuwe adviseur")
    phone.get_by_label("Kies een wachtwoord").fill("kort")
    phone.get_by_role("button", name="Maak mijn account").click()
    expect(phone.get_by_role("alert")).to_contain_text("te kort")
    phone.get_by_label("Kies een wachtwoord").fill(OWN_PASSWORD)
    phone.get_by_role("button", name="Maak mijn account").click()
    phone.wait_for_url(f"{site}/warme-scholen/**")
    expect(phone.get_by_role("status")).to_contain_text("Welkom bij Warme Scholen")

    phone.goto(link[0])
    expect(phone.get_by_role("heading", level=1)).to_have_text("Deze uitnodiging werkt niet meer")
    manager.reload()
    expect(manager.get_by_role("link", name="Nieuwe adviseur")).to_be_visible()
    manager.context.close()


def test_an_app_is_coupled_and_asked_at_the_next_sign_in(phone: Page, site: str) -> None:
    enter(phone, "adviseur")
    phone.goto("/accounts/2fa/totp/activate/")
    again(phone)
    expect(phone.locator(".qr svg")).to_be_visible()
    look_at(phone, "app-koppelen-telefoon")
    phone.get_by_text("Ik kan niet scannen").click()
    secret = phone.locator(".secret").inner_text()
    moment = int(time.time()) // 30
    phone.get_by_label("Code die je app nu toont").fill(str(format_hotp_value(hotp_value(secret, moment))))
    phone.get_by_role("button", name="Koppel de app").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bewaar deze codes")
    look_at(phone, "herstelcodes-telefoon")
    recovery = phone.locator(".codes code").first.inner_text()
    leave(phone)

    enter(phone, "adviseur")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nog een stap")
    look_at(phone, "tweede-stap-telefoon")
    phone.goto("/warme-scholen/")
    assert phone.url == f"{site}/accounts/2fa/authenticate/"
    phone.get_by_label("Code").fill("000000")
    phone.get_by_role("button", name="Aanmelden").click()
    expect(phone.locator(".error")).to_contain_text("Die code klopt niet.")
    phone.get_by_label("Code").fill(str(format_hotp_value(hotp_value(secret, moment + 1))))  # each code works once
    phone.get_by_role("button", name="Aanmelden").click()
    phone.wait_for_url(f"{site}/warme-scholen/**")
    leave(phone)
    enter(phone, "adviseur")
    phone.get_by_label("Code").fill(recovery)
    phone.get_by_role("button", name="Aanmelden").click()
    phone.wait_for_url(f"{site}/warme-scholen/**")


def test_a_passkey_signs_in_without_a_password(phone: Page, site: str) -> None:
    device = phone.context.new_cdp_session(phone)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    enter(phone, "waarnemer")
    phone.goto("/accounts/2fa/webauthn/add/")
    again(phone)
    look_at(phone, "toegangssleutel-telefoon")
    phone.get_by_label("Naam").fill("Mijn telefoon")
    phone.get_by_role("button", name="Maak de toegangssleutel").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bewaar deze codes")
    phone.goto("/accounts/2fa/webauthn/")
    expect(phone.get_by_role("heading", name="Mijn telefoon")).to_be_visible()
    look_at(phone, "toegangssleutels-telefoon")
    leave(phone)

    phone.goto("/accounts/login/")
    phone.get_by_role("button", name="Met een toegangssleutel").click()
    phone.wait_for_url(f"{site}/warme-scholen/**")

    phone.goto("/accounts/2fa/totp/activate/")
    phone.get_by_role("link", name="Met een toegangssleutel").click()
    phone.get_by_role("button", name="Gebruik je toegangssleutel").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Koppel een app aan je account")
    leave(phone)

    enter(phone, "waarnemer")
    phone.get_by_role("button", name="Met je toegangssleutel").click()
    phone.wait_for_url(f"{site}/warme-scholen/**")
    leave(phone)

    device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    phone.goto("/accounts/login/")
    phone.get_by_role("button", name="Met een toegangssleutel").click()
    expect(phone.get_by_role("alert")).to_contain_text("Dat lukte niet")
    assert phone.url == f"{site}/accounts/login/"


def test_a_code_in_the_mail_signs_in_without_a_password(phone: Page, site: str) -> None:
    phone.goto("/accounts/login/")
    phone.get_by_role("link", name="Met een code in je mail").click()
    phone.get_by_label("E-mailadres").fill("trekker@warmescholen.example")
    phone.get_by_role("button", name="Stuur de code").click()
    look_at(phone, "code-telefoon")
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mails()[-1], re.MULTILINE)
    assert code
    phone.get_by_label("Code").fill(code[1])
    phone.get_by_role("button", name="Verder").click()
    phone.wait_for_url(f"{site}/warme-scholen/**")


def test_signing_out_elsewhere_works_at_the_next_click(browser: Browser, site: str) -> None:
    here, there = (sign_in(browser, site, "coordinator") for _ in range(2))
    here.goto("/accounts/aangemeld/")
    here.get_by_role("button", name="Overal elders afmelden").click()
    expect(here.get_by_role("status")).to_contain_text("overal elders afgemeld")
    there.goto("/warme-scholen/")
    assert there.url.startswith(f"{site}/accounts/login/")
    for page in (here, there):
        page.context.close()


def test_a_key_is_made_after_saying_again_who_one_is(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "beheer")
    page.goto(PEOPLE["sleutels"])
    page.get_by_label("Waarvoor dient de sleutel?").fill("Rekenblad van de evaluatie")
    page.get_by_role("button", name="Maak de sleutel").click()
    again(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kopieer de sleutel nu")
    assert page.locator(".secret").inner_text().startswith("ws_sleutel_")
    look_at(page, "sleutel-gemaakt-scherm")
    page.context.close()


@pytest.mark.parametrize(("size", "dark"), [("telefoon", False), ("scherm", True)], ids=["telefoon-licht", "scherm-donker"])
def test_every_page_about_people_is_accessible_and_fits(browser: Browser, site: str, size: str, *, dark: bool) -> None:
    look = f"{size}-{'donker' if dark else 'licht'}"
    page = sign_in(browser, site, "beheer", size=SIZES[size], dark=dark)
    for name, address in (ACCOUNT | PEOPLE).items():
        page.goto(address)
        look_at(page, f"{name}-{look}")
    page.goto(PEOPLE["mensen"])
    page.get_by_role("link", name="Coördinator Gent").click()
    look_at(page, f"persoon-{look}")
    page.get_by_role("link", name="Rol geven").click()
    look_at(page, f"rol-geven-{look}")
    page.get_by_role("button", name="Geef de rol").click()
    look_at(page, f"rol-geven-fout-{look}")
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Data wijzigen").first.click()
    look_at(page, f"rol-data-{look}")
    leave(page)
    for name, address in ENTRANCE.items():
        page.goto(address)
        look_at(page, f"{name}-{look}")
    page.context.close()


def test_a_role_that_was_ended_is_over_at_the_next_click(browser: Browser, site: str) -> None:
    """The last one here: nobody comes back from it."""
    manager, member = sign_in(browser, site, "beheer"), sign_in(browser, site, "trekker")
    expect(member.get_by_role("navigation", name="Hoofdmenu")).to_be_visible()
    manager.goto(f"{PEOPLE['mensen']}?zoek=trekker@")
    manager.get_by_role("table").get_by_role("link").click()
    manager.get_by_role("button", name="Nu beëindigen").click()
    expect(manager.get_by_role("status")).to_contain_text("is geen vliegwiellid meer")
    answer = member.goto("/warme-scholen/")
    assert answer is not None
    assert answer.status == 404
    for page in (manager, member):
        page.context.close()
