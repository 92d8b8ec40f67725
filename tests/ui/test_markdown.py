from __future__ import annotations

import pytest

from warmescholen.ui.markdown import to_html


def test_paragraphs_lists_quotes_and_emphasis_are_kept() -> None:
    html = to_html("Een *begin*.\n\n- eerst\n- dan\n\n> zei een ouder")

    assert html == "<p>Een <em>begin</em>.</p>\n<ul>\n<li>eerst</li>\n<li>dan</li>\n</ul>\n<blockquote>\n<p>zei een ouder</p>\n</blockquote>\n"


@pytest.mark.parametrize("raw", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "tekst <b onclick='x'>vet</b>", "<!-- -->"])
def test_raw_html_is_text(raw: str) -> None:
    html = to_html(raw)

    assert "&lt;" in html
    assert not any(tag in html for tag in ("<script", "<img", "<b", "<!--"))


@pytest.mark.parametrize("heading", ["# Kop", "###### Kop", "Kop\n==="])
def test_a_heading_is_a_paragraph_that_looks_like_one(heading: str) -> None:
    assert to_html(heading) == '<p class="run-in">Kop</p>\n'


def test_a_picture_is_its_description_and_is_never_fetched() -> None:
    html = to_html("![de poort](https://elders.example/poort.png) ![](file:///etc/passwd)")

    assert "de poort" in html
    assert "elders.example" not in html
    assert "<img" not in html


def test_a_link_is_its_words_with_the_address_behind_them() -> None:
    assert to_html("[het kader](https://school.example/kader)") == "<p>het kader (https://school.example/kader)</p>\n"
    assert to_html("<https://school.example>") == "<p>https://school.example</p>\n"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_an_address_of_another_kind_is_not_a_link(address: str) -> None:
    assert "href" not in to_html(f"[klik]({address})")


def test_a_table_has_column_headers() -> None:
    html = to_html("| wat | hoe |\n| --- | --- |\n| a | b |")

    assert '<th scope="col">wat</th>' in html
    assert "<td>a</td>" in html
