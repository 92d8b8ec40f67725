"""The shared look: tokens, the style page, light and dark, forms, what is said when something is refused."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from warmescholen.ui.form import HouseForm
from warmescholen.ui.icons import icon_names
from warmescholen.ui.templatetags.look import in_words, when

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "static" / "css"


def rule(css: str, selector: str) -> str:
    found = css.partition(f"{selector} {{")[2].partition("}")[0]
    return " ".join(found.split())


def test_dark_by_the_device_and_dark_by_choice_are_the_same() -> None:
    css = (STYLES / "tokens.css").read_text("utf-8")
    by_device, by_choice = rule(css, ':root:not([data-theme="light"])'), rule(css, ':root[data-theme="dark"]')
    assert by_device == by_choice
    assert "--paper" in by_choice


def test_every_colour_has_a_light_and_a_dark_value() -> None:
    css = (STYLES / "tokens.css").read_text("utf-8")
    colour = re.compile(r"(--[\w-]+): (?:#|rgb|0 \.6rem)")
    light, dark = (set(colour.findall(rule(css, selector))) for selector in (":root", ':root[data-theme="dark"]'))
    assert light == dark


def test_every_stylesheet_is_in_a_declared_layer_and_loaded() -> None:
    order = (STYLES / "tokens.css").read_text("utf-8").partition("@layer ")[2].partition(";")[0].split(", ")
    loaded = "".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    for path in STYLES.glob("*.css"):
        layers = re.findall(r"^@layer (\w+) {", path.read_text("utf-8"), re.MULTILINE)
        assert layers, path.name
        assert set(layers) <= set(order), path.name
        assert f"css/{path.name}" in loaded, path.name


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    names = set(icon_names())
    for path in (ROOT / "templates").rglob("*.html"):
        for name in re.findall(r'{% icon "([\w-]+)" %}', path.read_text("utf-8")):
            assert name in names, f"{path.name}: {name}"


def test_the_style_page_shows_errors_and_needs_no_account(db: None) -> None:
    answer = Client().get("/stijl/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'aria-describedby="id_fout-title_helptext id_fout-title_error"' in text
    assert 'href="#id_fout-title"' in text
    assert " style=" not in text


def test_a_chosen_theme_is_remembered_and_can_be_let_go(db: None) -> None:
    client = Client()
    assert "data-theme" not in client.get("/stijl/").content.decode()
    answer = client.post("/voorkeuren/thema/", {"thema": "dark", "terug": "/stijl/"})
    assert (answer.status_code, answer["Location"]) == (302, "/stijl/")
    assert 'data-theme="dark"' in client.get("/stijl/").content.decode()
    client.post("/voorkeuren/thema/", {"thema": "", "terug": "/stijl/"})
    assert "data-theme" not in client.get("/stijl/").content.decode()


def test_choosing_a_theme_leads_back_to_the_page_it_was_chosen_on(db: None) -> None:
    answer = Client().post("/voorkeuren/thema/", {"thema": "dark"}, headers={"Referer": "http://testserver/stijl/?x=1"})
    assert answer["Location"] == "http://testserver/stijl/?x=1"
    assert Client().post("/voorkeuren/thema/", {"thema": "dark"}, headers={"Referer": "https://elders.example/"})["Location"] == "/"


def test_choosing_a_theme_leads_nowhere_else(db: None) -> None:
    assert Client().post("/voorkeuren/thema/", {"thema": "dark", "terug": "https://elders.example/"})["Location"] == "/"


def test_a_planted_theme_never_reaches_the_page(db: None) -> None:
    client = Client()
    client.cookies["thema"] = 'dark" onload="x'
    assert "onload" not in client.get("/stijl/").content.decode()


def test_what_is_too_large_is_told_in_our_look(db: None) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        answer = Client(raise_request_exception=False).post("/voorkeuren/thema/", {"thema": "dark" * 100})
    assert answer.status_code == 413
    assert "Dit is te groot" in answer.content.decode()


def test_a_form_that_was_not_ours_is_refused_without_jargon(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/voorkeuren/thema/", {"thema": "dark"})
    assert answer.status_code == 403
    assert "Dit formulier is verlopen" in answer.content.decode()


@pytest.mark.parametrize("status", [400, 404, 413, 429, 500])
def test_each_refusal_has_a_page_that_renders_without_a_request(status: int) -> None:
    text = Template(f'{{% include "{status}.html" %}}').render(Context())
    assert "<h1>" in text
    assert "Naar het begin" in text


class Name(HouseForm):
    name = forms.CharField(label="Naam")


class Taken(ValueError):
    pass


def test_a_refusal_of_a_service_becomes_an_error_of_the_form() -> None:
    form = Name({"name": "x"})
    assert form.is_valid()
    with form.refusals(Taken):
        raise Taken("Die naam bestaat al.")
    assert form.non_field_errors() == ["Die naam bestaat al."]
    with pytest.raises(KeyError), form.refusals(Taken):
        raise KeyError("x")


def test_a_moment_reads_as_people_say_it_with_its_full_date() -> None:
    moment = timezone.localtime().replace(hour=14, minute=3) - datetime.timedelta(days=1)
    text = when(moment)
    assert ">gisteren 14:03<" in text
    assert f'datetime="{moment.isoformat()}"' in text
    assert "om 14:03" in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ((2026, 3, 12), "vandaag"),
        ((2026, 3, 13), "morgen"),
        ((2026, 3, 16), "maandag 16 maart"),
        ((2026, 5, 1), "1 mei"),
        ((2025, 5, 1), "1 mei 2025"),
    ],
)
def test_a_day_reads_beside_today(day: tuple[int, int, int], words: str) -> None:
    assert in_words(datetime.date(*day), datetime.date(2026, 3, 12)) == words


def test_the_frame_of_a_page_asks_the_device_when_nothing_was_chosen() -> None:
    request = RequestFactory().get("/")
    assert Template("{% load look %}{% theme %}").render(Context({"request": request})) == ""
    assert settings.FORM_RENDERER.endswith("HouseRenderer")
