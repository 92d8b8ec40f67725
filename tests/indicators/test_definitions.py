"""Words of indicators and levels: versioned per round, never changed under a round that was held."""

from __future__ import annotations

import pytest
from django.test import Client

from indicators import services
from indicators.models import IndicatorVersion, LevelDescriptor, Scale
from tests.factories.guidance import make_user
from tests.factories.rating import LEVELS, make_indicator, make_round, make_scale
from tests.indicators.conftest import Visitor, World
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

PAGE = "/eigen/indicatoren/"


def told(name: str = "Rust", version: int = 1) -> dict[str, str]:
    words = {f"level_{number}": f"Zo ziet niveau {number} eruit" for number in range(1, 5)}
    return {"short_name": name, "statement": "Er is rust", "version": str(version), **words}


def test_new_words_leave_the_rounds_that_were_held_as_they_were(world: World, visitor: Visitor) -> None:
    client = visitor(Role.MANAGER)
    assert client.post(f"{PAGE}1/wijzigen/", told()).status_code == 302
    with programme_context(world.programme.pk):
        assert world.round.indicator_links.get(indicator_version__indicator__number=1).indicator_version.short_name == "Indicator 1"
        newest = IndicatorVersion.objects.get(indicator__number=1, version=2)
        assert list(LevelDescriptor.objects.filter(indicator_version=newest).order_by("level__number").values_list("text", flat=True)) == [
            f"Zo ziet niveau {number} eruit" for number in range(1, 5)
        ]
    page = client.get(f"{PAGE}omschrijvingen/").content.decode()
    assert "Rust" in page
    assert "Nog in geen ronde gebruikt." in page
    assert "Indicator 1" in page  # under the words of before
    plan = client.get("/eigen/meetrondes/nieuw/").content.decode()
    assert "1. Rust" in plan


def test_two_who_word_an_indicator_at_once_do_not_overwrite_each_other(world: World, visitor: Visitor) -> None:
    client = visitor(Role.MANAGER)
    client.post(f"{PAGE}1/wijzigen/", told("Eerste"))
    answer = client.post(f"{PAGE}1/wijzigen/", told("Tweede"))
    assert "Iemand verwoordde deze indicator intussen anders" in answer.content.decode()
    assert "Tweede" in answer.content.decode()
    with programme_context(world.programme.pk):
        assert set(IndicatorVersion.objects.filter(indicator__number=1).values_list("short_name", flat=True)) == {"Indicator 1", "Eerste"}


def test_an_indicator_is_added_with_the_next_number(world: World, visitor: Visitor) -> None:
    visitor(Role.MANAGER).post(f"{PAGE}nieuw/", told(version=0))
    with programme_context(world.programme.pk):
        assert IndicatorVersion.objects.get(indicator__number=3).short_name == "Rust"


def test_levels_get_other_names_from_the_next_round_on(world: World, visitor: Visitor) -> None:
    client = visitor(Role.MANAGER)
    client.post(f"{PAGE}niveaus/", {f"level_{number}": f"Trap {number}" for number in range(1, 5)})
    with programme_context(world.programme.pk):
        world.round.refresh_from_db()
        assert [level.name for level in world.round.scale.levels.all()] == list(LEVELS)
        assert [level.name for level in Scale.objects.get(version=2).levels.all()] == ["Trap 1", "Trap 2", "Trap 3", "Trap 4"]
    assert "Geef elk" not in client.post(f"{PAGE}niveaus/", {"level_1": "Een"}).content.decode()
    with programme_context(world.programme.pk):
        assert Scale.objects.count() == 2


@pytest.mark.parametrize("names", [["een", "twee", "drie"], ["een", "twee", "drie", " "], ["a", "b", "c", "d", "e"]])
def test_a_scale_has_four_levels_with_names(inside: Programme, names: list[str]) -> None:
    with pytest.raises(services.DefinitionRefused):
        services.define_scale(names=names, by=platform_access(inside.pk))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADVISER, Role.FLYWHEEL])
def test_others_read_what_the_indicators_mean_and_change_nothing(world: World, visitor: Visitor, role: Role) -> None:
    client = visitor(role)
    page = client.get(f"{PAGE}omschrijvingen/").content.decode()
    assert "Indicator 1 is gerealiseerd" in page
    assert "Anders verwoorden" not in page
    assert client.post(f"{PAGE}1/wijzigen/", told()).status_code == 403
    assert client.post(f"{PAGE}nieuw/", told(version=0)).status_code == 403


def test_a_programme_begins_with_the_set_of_the_library_once(programme: Programme) -> None:
    with programme_context(programme.pk):
        user = make_user(programme, "beheer", Role.MANAGER)
    client = Client()
    client.force_login(user)
    assert "Met die negen beginnen" in client.get(f"{PAGE}omschrijvingen/").content.decode()
    client.post(f"{PAGE}overnemen/")
    with programme_context(programme.pk):
        assert list(IndicatorVersion.objects.order_by("indicator__number").values_list("indicator__number", flat=True)) == list(range(1, 10))
        assert LevelDescriptor.objects.count() == 36
        IndicatorVersion.objects.filter(indicator__number=1).update(short_name="Onze eigen visie")
    assert "heeft al eigen indicatoren" in client.post(f"{PAGE}overnemen/", follow=True).content.decode()
    assert "Onze eigen visie" in client.get(f"{PAGE}omschrijvingen/").content.decode()


def test_an_indicator_that_is_dropped_between_rounds_keeps_its_old_rounds(inside: Programme) -> None:
    first = make_round(inside, indicators=3)
    second = make_round(inside, indicators=2, name="meetronde 2")
    make_indicator(inside, make_scale(inside), 4)
    assert [each.indicator_links.count() for each in (first, second)] == [3, 2]
