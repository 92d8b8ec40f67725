"""Schools, sessions and search in real Chromium: on a phone by keyboard alone, two people at once, without scripts, on paper."""

from __future__ import annotations

import datetime
import io

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.visits import SIZES, look_at, sign_in

HOME = "/warme-scholen/"
SCHOOL = f"{HOME}scholen/atheneum-voskenslaan/"
PHONE = SIZES["telefoon"]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field or button of this name has the focus."""
    target = page.get_by_label(name).or_(page.get_by_role("button", name=name, exact=True)).last
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not come to {name}")


def log_by_hand(page: Page, note: str, *, school: str = "Atheneum Voskenslaan") -> str:
    """Log an individual session and return its address."""
    page.goto(f"{HOME}sessies/loggen/")
    page.get_by_label("Met wie?").select_option(label=school)
    page.get_by_label("Wat hebben jullie gedaan?").fill(note)
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    expect(page.get_by_role("status").filter(has_text="De sessie is bewaard.")).to_be_visible()
    return page.url


def test_a_session_is_logged_on_a_phone_by_keyboard_alone(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "adviseur", size=PHONE)
    page.goto(f"{HOME}sessies/loggen/")
    tab_to(page, "Met wie?")
    page.keyboard.type("Atheneum")
    tab_to(page, "Wat hebben jullie gedaan?")
    page.keyboard.type("Met het vliegwiel de vragen voor het forum scherp gesteld.")
    tab_to(page, "Volgende stap")
    page.keyboard.type("Uitnodiging sturen")
    tab_to(page, "Bewaren")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Atheneum Voskenslaan")
    expect(page.get_by_text("de vragen voor het forum scherp gesteld")).to_be_visible()
    expect(page.get_by_text("Uitnodiging sturen").first).to_be_visible()
    page.context.close()


def test_a_network_brings_its_schools_and_its_kind(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "adviseur", size=PHONE)
    page.goto(f"{HOME}sessies/loggen/")
    page.get_by_label("Met wie?").select_option(label="Lerend netwerk Gent 1")
    attendance = page.get_by_role("group", name="Wie was er?")
    expect(attendance.get_by_role("checkbox", checked=True)).to_have_count(5)
    expect(page.get_by_role("radio", name="collectief")).to_be_checked()
    attendance.get_by_text("Sint Laurens").click()
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    expect(page.get_by_text("GO! Lyceum Gent", exact=False).first).to_be_visible()
    expect(page.get_by_role("complementary", name="Wie en waarover")).not_to_contain_text("Sint Laurens")
    page.context.close()


def test_errors_are_read_first_and_lead_to_their_field(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "adviseur", size=PHONE)
    page.goto(f"{HOME}sessies/loggen/")
    page.get_by_label("Datum").fill((datetime.date.today() + datetime.timedelta(days=40)).isoformat())  # noqa: DTZ011 (a day far enough)
    page.get_by_label("Wat hebben jullie gedaan?").fill("Dit mag niet weg")
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    expect(page.locator("#form-errors")).to_be_focused()
    look_at(page, "sessie-fouten-telefoon")
    page.locator("#form-errors").get_by_role("link", name="Datum").click()
    expect(page.get_by_label("Datum")).to_be_focused()
    expect(page.get_by_label("Wat hebben jullie gedaan?")).to_have_value("Dit mag niet weg")
    page.context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["licht", "donker"])
def test_two_people_at_once_choose_field_by_field(browser: Browser, site: str, *, dark: bool) -> None:
    page = sign_in(browser, site, "adviseur", size=PHONE, dark=dark)
    address = log_by_hand(page, "Het begin")
    page.get_by_role("link", name="Wijzigen").click()
    page.get_by_label("Wat hebben jullie gedaan?").fill("Wat de adviseur schrijft")
    colleague = sign_in(browser, site, "coordinator")
    colleague.goto(f"{address}wijzigen/")
    colleague.get_by_label("Wat hebben jullie gedaan?").fill("Wat de coördinator schrijft")
    colleague.get_by_role("group", name="Duur").get_by_text("3 u", exact=True).click()
    colleague.get_by_role("button", name="Bewaren", exact=True).last.click()
    expect(colleague.get_by_text("De sessie is bewaard.")).to_be_visible()
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Een collega bewaarde deze sessie intussen ook")
    duration, note = page.get_by_role("group", name="Duur"), page.get_by_role("group", name="Wat jullie deden")
    expect(duration.get_by_label("Wat nu bewaard is")).to_be_checked()
    expect(note.get_by_role("radio", checked=True)).to_have_count(0)
    look_at(page, f"sessie-conflict-telefoon-{'donker' if dark else 'licht'}")
    note.get_by_label("Wat jij schreef").check()
    page.get_by_role("button", name="Bewaren wat ik koos").click()
    expect(page.get_by_text("Wat de adviseur schrijft")).to_be_visible()
    expect(page.get_by_text("180 minuten")).to_be_visible()
    for each in (page, colleague):
        each.context.close()


def test_search_opens_with_the_keyboard_forgives_a_typo_and_leads_there(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "adviseur")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Zoeken")).to_be_visible()
    page.keyboard.type("athenuem vosk", delay=20)
    expect(page.get_by_role("dialog").get_by_role("link", name="Atheneum Voskenslaan Gent")).to_be_visible()
    look_at(page, "zoeken-venster")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SCHOOL}")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Zoeken")).to_be_hidden()
    page.context.close()


def test_the_entry_of_the_menu_opens_the_same_dialog(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "adviseur")
    page.get_by_role("link", name="Zoeken").click()
    expect(page.get_by_label("School, netwerk, persoon of sessie")).to_be_focused()
    assert page.url == f"{site}{HOME}"
    page.context.close()


def test_all_of_it_works_without_scripts(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "adviseur", size=PHONE, scripts=False)
    page.goto(f"{HOME}zoeken/")
    main = page.get_by_role("main")
    main.get_by_label("School, netwerk, persoon of sessie").fill("voskenlaan")
    main.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("link", name="Atheneum Voskenslaan Gent")).to_be_visible()
    page.goto(f"{HOME}sessies/loggen/")
    page.get_by_label("Met wie?").select_option(label="Lerend netwerk Gent 1")
    page.get_by_role("group", name="Soort").get_by_text("collectief").click()
    page.get_by_label("Wat hebben jullie gedaan?").fill("Zonder scripts gelogd")
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("Kijk na wie er was")
    page.get_by_label("Volgende stap").fill("Eerste stap")
    page.get_by_role("button", name="Nog een afspraak").click()
    expect(page.get_by_label("Volgende stap")).to_have_count(2)
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    expect(page.get_by_text("Zonder scripts gelogd")).to_be_visible()
    page.context.close()


def test_a_school_on_paper_is_a_handover(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "adviseur")
    page.goto(SCHOOL)
    text = "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    for told in ("Atheneum Voskenslaan", "Vliegwiel", "Het verhaal", "Meetronde 3", "afspraken", "Lerend netwerk Gent 1"):
        assert told.lower() in text.lower(), told
    assert "Afmelden" not in text
    assert text.lower().index("vliegwiel") < text.lower().index("het verhaal")
    page.context.close()


PAGES = {
    "scholen": "scholen/",
    "scholen-leeg": "scholen/?q=bestaatniet",
    "school": "scholen/atheneum-voskenslaan/",
    "school-nieuw": "scholen/nieuw/",
    "school-wijzigen": "scholen/atheneum-voskenslaan/wijzigen/",
    "school-netwerk": "scholen/atheneum-voskenslaan/netwerk/",
    "sessies": "sessies/",
    "sessie-loggen": "sessies/loggen/",
    "afspraken": "afspraken/",
    "zoeken": "zoeken/?q=athenuem",
    "zoeken-niets": "zoeken/?q=bestaatniet",
}


@pytest.mark.parametrize("dark", [False, True], ids=["licht", "donker"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_fits(browser: Browser, site: str, size: str, *, dark: bool) -> None:
    page = sign_in(browser, site, "coordinator", size=SIZES[size], dark=dark)
    page.goto(f"{HOME}sessies/")
    first = page.locator("main ul.list a.to").nth(8).get_attribute("href")
    assert first
    session = first.removeprefix(HOME)
    pages = PAGES | {
        "sessie": session,
        "sessie-wijzigen": f"{session}wijzigen/",
        "sessie-annuleren": f"{session}annuleren/",
        "nota": f"{session}nota/",
    }
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for name, address in pages.items():
        page.goto(f"{HOME}{address}")
        page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
        look_at(page, f"{name}-{size}-{'donker' if dark else 'licht'}")
    assert complaints == []
    page.context.close()
