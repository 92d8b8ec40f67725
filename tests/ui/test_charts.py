from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from warmescholen.ui.charts import STYLES, Bar, Level, distribution_bars, legend, swatch

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("gerealiseerd", "in uitvoering", "opgestart", "nog niet")


def bar(label: str, *counts: int, missing: int = 0) -> Bar:
    return Bar(label, tuple(Level(name, count) for name, count in zip(NAMES, counts, strict=False)), missing)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def segments(svg: str) -> list[ElementTree.Element]:
    fills = {style.fill for style in STYLES}
    return [rect for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect") if rect.get("fill") in fills and rect.get("height") == "22"]


def test_the_title_comes_first_and_tells_every_figure_in_words() -> None:
    svg = ElementTree.fromstring(distribution_bars([bar("Gent 1", 3, 1, 1, 0), bar("Programma", 38, 10, 1, 4)], title="Indicator 1"))

    assert svg.get("role") == "img"
    assert svg[0].tag == f"{SVG}title"
    assert svg[0].text == (
        "Indicator 1. Gent 1, 5 scholen: gerealiseerd 3, in uitvoering 1, opgestart 1, nog niet 0. "
        "Programma, 53 scholen: gerealiseerd 38, in uitvoering 10, opgestart 1, nog niet 4."
    )


def test_every_count_is_readable_also_one_of_fifty_three() -> None:
    svg = distribution_bars([bar("Programma", 38, 10, 1, 4)], title="Indicator 1")

    assert texts(svg) == ["Programma, 53 scholen", "38", "10", "1", "4"]


def test_a_level_without_schools_has_no_segment_and_no_label() -> None:
    svg = distribution_bars([bar("Gent 1", 5, 0, 0, 0)], title="Indicator 5")

    assert len(segments(svg)) == 1
    assert "0" not in texts(svg)


@pytest.mark.parametrize("counts", [(38, 10, 1, 4), (200, 1, 1, 1), (1, 0, 0, 0), (12, 12, 12, 12)])
def test_segments_stand_apart_within_the_bar_and_leave_room_for_their_label(counts: tuple[int, ...]) -> None:
    found = segments(distribution_bars([bar("x", *counts)], title="x"))

    edges = [(float(rect.get("x", "")), float(rect.get("width", ""))) for rect in found]
    assert len(edges) == sum(count > 0 for count in counts)
    assert all(width >= 5 for _left, width in edges)
    assert edges[0][0] >= 0
    assert edges[-1][0] + edges[-1][1] <= 460
    assert all(left + width < after for (left, width), (after, _width) in pairwise(edges))


def test_wide_segments_are_in_proportion() -> None:
    widths = [float(rect.get("width", "")) for rect in segments(distribution_bars([bar("x", 20, 10, 10, 0)], title="x"))]

    assert widths[0] == pytest.approx(2 * widths[1], abs=2)


def test_every_level_has_a_colour_and_a_pattern_of_its_own() -> None:
    drawn = [swatch(level) for level in (1, 2, 3, 4)]

    assert len({style.fill for style in STYLES}) == 4
    assert len({style.pattern for style in STYLES}) == 4
    assert ["<path" in svg for svg in drawn] == [False, True, True, True]
    assert len({re.search(r' d="[^"]*"', svg)[0] for svg in drawn[1:]}) == 3  # type: ignore[index]


def test_schools_without_a_level_are_an_outline() -> None:
    svg = distribution_bars([bar("Gent 1", 2, 1, 0, 0, missing=2)], title="Indicator 1")

    outlines = [rect for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect") if rect.get("fill") == "none"]
    assert len(outlines) == 1
    assert outlines[0].get("stroke-dasharray")
    assert texts(svg) == ["Gent 1, 3 scholen met en 2 zonder inschaling", "2", "1", "2"]


@pytest.mark.parametrize("empty", [Bar("Gent 1", ()), Bar("Gent 1", (), 5), bar("Gent 1", 0, 0, 0, 0, missing=5)])
def test_without_data_it_says_so_and_shows_no_figure(empty: Bar) -> None:
    svg = distribution_bars([empty], title="Indicator 7")

    assert texts(svg) == ["Gent 1", "geen gegevens"]
    assert not segments(svg)
    assert "Indicator 7. Gent 1: geen gegevens." in svg


def test_only_presentation_attributes_and_no_ids_are_used() -> None:
    svg = distribution_bars([bar("Gent 1", 3, 1, 1, 1, missing=1)], title="x") + legend(NAMES) + swatch(2)

    assert " style=" not in svg
    assert "<style" not in svg
    assert " id=" not in svg
    assert "url(" not in svg


def test_hostile_names_are_escaped() -> None:
    hostile = "</title><script>alert('x')</script>&\""

    svg = distribution_bars([Bar(hostile, (Level(hostile, 3),))], title=hostile) + legend([hostile])

    assert "<script" not in svg
    assert texts(distribution_bars([Bar(hostile, (Level("a", 3),))], title="x"))[0] == f"{hostile}, 3 scholen"


def test_the_legend_names_the_levels_and_the_outline() -> None:
    assert texts(legend(NAMES)) == [*NAMES, "geen inschaling"]


def test_the_swatches_of_the_printed_tables_are_those_of_the_charts() -> None:
    folder = Path(settings.BASE_DIR) / "static" / "reports"

    assert [(folder / f"level-{level}.svg").read_text() for level in (1, 2, 3, 4)] == [swatch(level) for level in (1, 2, 3, 4)]
