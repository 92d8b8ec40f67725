"""Sprint, forum, a guest's form and the homes, in real Chromium on the demo."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import SIZES, look_at, sign_in

PHONE = SIZES["telefoon"]
HOMES = {
    "adviseur": "Deze week",
    "trekker": "van 10",
    "coordinator": "2 netwerken",
    "beheer": "9 netwerken",
    "waarnemer": "Hoe ver staan de scholen samen?",
}


def own_sprint(page: Page) -> str:
    """The address of the sprint that the flywheel's home leads to."""
    page.goto("/warme-scholen/")
    page.get_by_role("link", name="Naar de sprint").click()
    expect(page.locator("h1")).to_contain_text("Week")
    return page.url


def guest_address(page: Page) -> str:
    """The address in the QR code that the flywheel shows."""
    own_sprint(page)
    page.get_by_role("link", name="Naar het forum").click()
    page.get_by_role("link", name="QR-code tonen").click()
    page.get_by_role("link", name="QR aan de schoolpoort").click()
    expect(page.get_by_role("img", name="QR-code naar het adviesformulier")).to_be_visible()
    found = re.search(r"/gast/ws_forum_[\w-]+/", page.locator("main").inner_text())
    assert found
    return found[0]


@pytest.mark.parametrize("dark", [False, True], ids=["licht", "donker"])
@pytest.mark.parametrize("role", HOMES)
def test_the_home_of_each_role_answers_its_question_and_is_accessible(browser: Browser, site: str, role: str, *, dark: bool) -> None:
    for size, measures in SIZES.items():
        page = sign_in(browser, site, role, size=measures, dark=dark)
        page.goto("/warme-scholen/")
        expect(page.locator("h1")).to_contain_text(HOMES[role])
        look_at(page, f"begin-{role}-{size}-{'donker' if dark else 'licht'}")
        page.context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["licht", "donker"])
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_a_flywheel_are_accessible(browser: Browser, site: str, size: str, *, dark: bool) -> None:
    page = sign_in(browser, site, "trekker", size=SIZES[size], dark=dark)
    sprint = own_sprint(page)
    shade = "donker" if dark else "licht"
    look_at(page, f"sprint-{size}-{shade}")
    for name in ("forum/", "gastlinks/", "initiatieven/nieuw/", "sluiten/", "wijzigen/"):
        page.goto(sprint + name)
        look_at(page, f"sprint-{name.strip('/').replace('/', '-')}-{size}-{shade}")
    page.goto("/warme-scholen/sprints/")
    look_at(page, f"sprints-{size}-{shade}")
    page.context.close()


def test_a_flywheel_moves_an_initiative_and_answers_an_advice(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "trekker")
    own_sprint(page)
    card = page.locator("article.card", has_text="De directie zit bij")
    card.locator("summary").click()
    card.get_by_role("button", name="Bezig").click()
    expect(page.get_by_role("status").first).to_contain_text("bezig")
    expect(page.get_by_role("region", name="Bezig")).to_contain_text("De directie zit bij")
    page.get_by_role("link", name="Naar het forum").click()
    open_advice = page.locator("article.advice", has=page.get_by_text("nog te beantwoorden")).first
    open_advice.get_by_label("Waarom?").fill("We verschuiven het overleg naar donderdag.")
    open_advice.get_by_role("button", name="Antwoord bewaren").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_text("overgenomen", exact=True).first.click()
    page.get_by_role("button", name="Antwoord bewaren").first.click()
    expect(page.locator("article.advice", has_text="We verschuiven het overleg naar donderdag.")).not_to_contain_text("nog te beantwoorden")
    page.context.close()


def test_a_card_can_be_dragged_to_another_lane(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "trekker")
    own_sprint(page)
    page.locator("article.card", has_text="Het proefrooster van mei").drag_to(page.get_by_role("region", name="Klaar"))
    expect(page.get_by_role("region", name="Klaar")).to_contain_text("Het proefrooster van mei")
    page.context.close()


def test_an_adviser_reads_why_a_sprint_cannot_be_changed_and_comments(browser: Browser, site: str) -> None:
    flywheel = sign_in(browser, site, "trekker")
    sprint = own_sprint(flywheel)
    flywheel.context.close()
    page = sign_in(browser, site, "adviseur")
    page.goto(sprint)
    expect(page.locator("main")).to_contain_text("Alleen het vliegwiel kan deze sprint wijzigen")
    expect(page.get_by_role("link", name="Doel wijzigen")).to_have_count(0)
    answer = page.goto(f"{sprint}wijzigen/")
    assert answer
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("Alleen het vliegwiel kan deze sprint wijzigen.")
    look_at(page, "sprint-geweigerd")
    page.goto(sprint)
    page.get_by_label("Jouw commentaar").fill("Denk ook aan de ouders die niet naar een infoavond komen.")
    page.get_by_role("button", name="Plaatsen").click()
    expect(page.locator("main")).to_contain_text("Denk ook aan de ouders")
    page.context.close()


def test_what_was_typed_is_offered_again_after_the_sign_in_expired(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "trekker")
    own_sprint(page)
    page.get_by_role("link", name="Naar het forum").click()
    forum = page.url
    page.get_by_role("link", name="Advies noteren").click()
    page.get_by_label("Advies", exact=True).fill("Een lange gedachte die niet verloren mag gaan.")
    page.get_by_label("Van wie?").fill("ouder")
    page.get_by_text("suggestie", exact=True).click()
    page.context.clear_cookies()
    page.get_by_role("button", name="Noteren").click()  # the form is refused, the text stays on the device
    page.goto("/accounts/login/")
    page.get_by_label("E-mailadres").fill("trekker@warmescholen.example")
    page.get_by_label("Wachtwoord").fill("warme-demo-2026")
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.locator("h1")).to_be_visible()
    page.goto(forum)
    page.get_by_role("link", name="Advies noteren").click()
    page.get_by_role("button", name="Terugzetten").click()
    expect(page.get_by_label("Advies", exact=True)).to_have_value("Een lange gedachte die niet verloren mag gaan.")
    page.get_by_text("suggestie", exact=True).click()
    page.get_by_role("button", name="Noteren").click()
    expect(page.locator("main")).to_contain_text("Een lange gedachte")
    page.get_by_role("link", name="Advies noteren").click()
    expect(page.get_by_role("button", name="Terugzetten")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["licht", "donker"])
def test_a_guest_gives_advice_on_a_phone_and_it_waits(browser: Browser, site: str, *, dark: bool) -> None:
    flywheel = sign_in(browser, site, "trekker")
    address = guest_address(flywheel)
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, base_url=site, color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.goto(address)
    assert page.url == f"{site}/gast/forum/"
    look_at(page, f"gast-{'donker' if dark else 'licht'}")
    page.get_by_role("button", name="Advies versturen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    look_at(page, f"gast-fouten-{'donker' if dark else 'licht'}")
    page.get_by_text("Bezorgdheid: iets om rekening mee te houden").click()
    text = f"Denk aan wie met de fiets komt{', ook in het donker' if dark else ''}."
    page.get_by_label("Jouw advies").fill(text)
    page.get_by_role("button", name="Advies versturen").click()
    expect(page.locator("h1")).to_have_text("Bedankt, je advies is aangekomen")
    look_at(page, f"gast-bedankt-{'donker' if dark else 'licht'}")
    context.close()
    own_sprint(flywheel)
    expect(flywheel.locator("main")).not_to_contain_text(text)
    flywheel.get_by_role("link", name="Naar het forum").click()
    waiting = flywheel.locator("article.advice", has_text=text)
    waiting.get_by_role("button", name="Tonen op het forum").click()
    expect(flywheel.locator("article.advice", has_text=text)).to_contain_text("nog te beantwoorden")
    flywheel.context.close()


def test_the_guests_form_works_in_english_and_without_script(browser: Browser, site: str) -> None:
    flywheel = sign_in(browser, site, "trekker")
    address = guest_address(flywheel)
    flywheel.context.close()
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="English").click()
    page.get_by_text("Suggestion: an idea to make it better").click()
    page.get_by_label("Your advice", exact=True).fill("Tell the pupils first.")
    page.get_by_role("button", name="Send advice").click()
    expect(page.locator("h1")).to_have_text("Thank you, your advice has arrived")
    context.close()


def test_the_menu_of_a_phone_opens_and_light_or_dark_is_remembered(browser: Browser, site: str) -> None:
    page = sign_in(browser, site, "coordinator", size=PHONE)
    expect(page.get_by_role("navigation", name="Hoofdmenu")).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("navigation", name="Hoofdmenu")).to_be_visible()
    page.get_by_role("button", name="Donker").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/warme-scholen/netwerken/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["licht", "donker"])
@pytest.mark.parametrize("size", SIZES)
def test_the_style_page_is_accessible(browser: Browser, site: str, size: str, *, dark: bool) -> None:
    measures = SIZES[size]
    context = browser.new_context(viewport={"width": measures[0], "height": measures[1]}, base_url=site, color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.goto("/stijl/")
    look_at(page, f"stijl-{size}-{'donker' if dark else 'licht'}")
    context.close()
