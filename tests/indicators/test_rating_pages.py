"""The page on which a school is rated: saved row by row or all at once, blind until both are finished, agreed by two."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from indicators.models import Rating, RatingFinish, RatingProposal, Round
from tests.factories.guidance import DAY
from tests.factories.rating import finish, make_round, say
from tests.indicators.conftest import Visitor, World
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context

PAGE = "/eigen/scholen/eigen/inschalen/"
HIDDEN = re.compile(r'name="(\d+-(?:version|was))" value="([^"]*)"')


def shown(client: Client, page: str = PAGE) -> dict[str, str]:
    """The hidden fields of the form as the page gives them."""
    return dict(HIDDEN.findall(client.get(page).content.decode()))


def filled(client: Client, number: int = 1, level: str = "2", evidence: str = "", **more: str) -> dict[str, str]:
    return {**shown(client), f"{number}-level": level, f"{number}-evidence": evidence, f"{number}-rated_on": DAY.isoformat(), **more}


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_one_row_is_saved_at_the_moment_that_it_changes(world: World, visitor: Visitor) -> None:
    client = visitor(Role.ADVISER)
    answer = client.post(f"{PAGE}1/", filled(client, evidence="De visie hangt in de gang."))
    assert "Bewaard om" in text(answer)
    assert dict(HIDDEN.findall(text(answer)))["1-version"] == "1"
    with programme_context(world.programme.pk):
        rating = Rating.objects.get()
        assert (rating.source, rating.level, rating.evidence, rating.indicator.number) == ("adviser", 2, "De visie hangt in de gang.", 1)


def test_the_whole_form_is_saved_without_javascript_and_untouched_rows_are_left_alone(world: World, visitor: Visitor) -> None:
    client = visitor(Role.FLYWHEEL)
    answer = client.post(PAGE, filled(client, number=2, level="3"))
    assert answer.status_code == 302
    with programme_context(world.programme.pk):
        assert list(Rating.objects.values_list("source", "indicator__number", "level")) == [("school", 2, 3)]


def test_the_choices_show_what_one_sees_on_each_level(world: World, visitor: Visitor) -> None:
    page = text(visitor(Role.ADVISER).get(PAGE))
    for level in ("gerealiseerd", "in uitvoering", "opgestart", "nog niet"):
        assert f"Indicator 2 is {level}" in page


def test_last_times_level_stands_beside_it(world: World, visitor: Visitor) -> None:
    with programme_context(world.programme.pk):
        say(world.round, world.school, "agreed", 3)
        Round.objects.update(state=Round.State.CLOSED)
        make_round(world.programme, name="meetronde 2")
    page = text(visitor(Role.ADVISER).get(PAGE))
    assert "Meetronde 2" in page
    assert "Vorige keer, in meetronde 1" in page
    assert "Vorige keer niet ingeschaald" in page


@pytest.mark.parametrize(("own", "role", "other"), [("adviser", Role.ADVISER, "school"), ("school", Role.FLYWHEEL, "adviser")])
def test_no_page_shows_the_other_sides_level_or_evidence_before_both_are_finished(
    world: World, visitor: Visitor, own: str, role: Role, other: str
) -> None:
    with programme_context(world.programme.pk):
        say(world.round, world.school, own, 2, evidence="eigen woorden")
        say(world.round, world.school, other, 4, evidence="geheime woorden")
        finish(world.round, world.school, other)
    client = visitor(role)
    pages = [PAGE, "/eigen/meetrondes/", "/eigen/meetrondes/1/", "/eigen/indicatoren/"]
    assert all("geheime woorden" not in text(client.get(page)) for page in pages)
    own_page = text(client.get(PAGE))
    assert "eigen woorden" in own_page
    assert 'value="2" checked' in own_page
    assert 'value="4" checked' not in own_page
    answer = client.post(f"{PAGE}klaar/", filled(client, level="2", evidence="eigen woorden"))
    assert answer.status_code == 302
    page = text(client.get(PAGE))
    assert "geheime woorden" in page
    assert "kijken jullie anders" in page


def test_two_who_edit_the_same_row_get_both_texts_and_nothing_is_overwritten(world: World, visitor: Visitor) -> None:
    first, second = visitor(Role.ADVISER, name="eerste"), visitor(Role.ADVISER, name="tweede")
    before = filled(second, level="3", evidence="Ik zag de visie nergens.")
    first.post(f"{PAGE}1/", filled(first, level="1", evidence="De visie hangt in de gang."))
    answer = second.post(f"{PAGE}1/", before)
    assert "eerste bewaarde intussen dit" in text(answer)
    assert "De visie hangt in de gang." in text(answer)
    whole = second.post(PAGE, before)
    assert whole.status_code == 409
    assert "De visie hangt in de gang." in text(whole)
    assert "Ik zag de visie nergens." in text(whole)
    with programme_context(world.programme.pk):
        assert Rating.objects.get().evidence == "De visie hangt in de gang."
    again = second.post(f"{PAGE}1/", before)
    assert "bewaarde intussen dit" in text(again)
    kept = second.post(PAGE, {**before, "1-evidence": "In de gang, niet in de klas.", "houden": "1:1"})
    assert kept.status_code == 302
    with programme_context(world.programme.pk):
        rating = Rating.objects.get()
        assert (rating.level, rating.evidence, rating.version) == (3, "In de gang, niet in de klas.", 2)


def test_what_a_colleague_saved_in_a_row_that_one_did_not_touch_is_no_conflict(world: World, visitor: Visitor) -> None:
    first, second = visitor(Role.ADVISER, name="eerste"), visitor(Role.ADVISER, name="tweede")
    before = filled(second, number=2)
    before |= {"1-level": "", "1-evidence": "", "1-rated_on": DAY.isoformat()}
    first.post(f"{PAGE}1/", filled(first, level="1"))
    assert second.post(PAGE, before).status_code == 302
    with programme_context(world.programme.pk):
        assert dict(Rating.objects.values_list("indicator__number", "level")) == {1: 1, 2: 2}


def test_a_text_without_a_level_stays_on_the_page_and_says_why(world: World, visitor: Visitor) -> None:
    client = visitor(Role.ADVISER)
    answer = client.post(PAGE, filled(client, level="", evidence="Alvast wat ik zag."))
    assert "Alvast wat ik zag." in text(answer)
    assert "Kies ook een niveau" in text(answer)


def test_a_level_can_be_taken_away(world: World, visitor: Visitor) -> None:
    client = visitor(Role.ADVISER)
    client.post(f"{PAGE}1/", filled(client))
    answer = client.post(f"{PAGE}1/", filled(client, level=""))
    assert "Geen niveau, bewaard" in text(answer)
    with programme_context(world.programme.pk):
        assert not Rating.objects.exists()


def test_both_agree_on_a_level(world: World, visitor: Visitor) -> None:
    with programme_context(world.programme.pk):
        say(world.round, world.school, "adviser", 2)
        say(world.round, world.school, "school", 1)
        finish(world.round, world.school)
    adviser, flywheel = visitor(Role.ADVISER), visitor(Role.FLYWHEEL)
    adviser.post(f"{PAGE}1/voorstel/", {"voorstel-1-level": "2", "voorstel-1-evidence": "Zo zagen we het.", "voorstel-1-version": "0"})
    page = text(flywheel.get(PAGE))
    assert "De adviseur stelt voor" in page
    assert "Zo zagen we het." in page
    adviser.post(f"{PAGE}1/bevestigen/", {"version": "1"})
    with programme_context(world.programme.pk):
        assert not Rating.objects.agreed().exists()
    flywheel.post(f"{PAGE}1/bevestigen/", {"version": "1"})
    with programme_context(world.programme.pk):
        assert Rating.objects.agreed().get().level == 2
        assert RatingProposal.objects.get().confirmed_by is not None


def test_what_both_say_alike_is_proposed_and_confirmed_with_two_clicks(world: World, visitor: Visitor) -> None:
    with programme_context(world.programme.pk):
        for source in ("adviser", "school"):
            for number in (1, 2):
                say(world.round, world.school, source, number, number=number)
        finish(world.round, world.school)
    adviser, flywheel = visitor(Role.ADVISER), visitor(Role.FLYWHEEL)
    adviser.post(f"{PAGE}gelijke/")
    read = re.findall(r'name="voorstel" value="([^"]*)"', text(flywheel.get(PAGE)))
    assert read == ["1:1", "2:1"]
    flywheel.post(f"{PAGE}bevestigen/", {"voorstel": read})
    with programme_context(world.programme.pk):
        assert dict(Rating.objects.agreed().values_list("indicator__number", "level")) == {1: 1, 2: 2}


def test_finishing_can_be_taken_back_on_the_page(world: World, visitor: Visitor) -> None:
    client = visitor(Role.ADVISER)
    client.post(f"{PAGE}klaar/", filled(client))
    assert "jouw kant is klaar" in text(client.get(PAGE))
    client.post(f"{PAGE}toch-niet-klaar/")
    assert "Waar staat School eigen?" in text(client.get(PAGE))
    with programme_context(world.programme.pk):
        assert not RatingFinish.objects.exists()
        assert Rating.objects.count() == 1


def test_an_unseen_school_and_one_that_does_not_exist_are_the_same(world: World, visitor: Visitor) -> None:
    client = visitor(Role.ADVISER)
    unseen, absent = client.get("/eigen/scholen/vreemd/inschalen/"), client.get("/eigen/scholen/nergens/inschalen/")
    assert unseen.status_code == 404
    assert unseen.content == absent.content
    assert client.get(f"{PAGE}?ronde=77").status_code == client.post(f"{PAGE}9/", {}).status_code == 404


def test_an_observer_is_told_why_the_page_is_closed(world: World, visitor: Visitor) -> None:
    answer = visitor(Role.OBSERVER).get(PAGE)
    assert answer.status_code == 403
    assert "de niveaus van scholen zien" in text(answer)


def test_a_closed_round_is_read_only(world: World, visitor: Visitor) -> None:
    client = visitor(Role.ADVISER)
    before = filled(client)
    with programme_context(world.programme.pk):
        say(world.round, world.school, "school", 1)
        Round.objects.update(state=Round.State.CLOSED)
    assert "niet open" in text(client.post(f"{PAGE}1/", before))
    page = text(client.get(PAGE))
    assert "Bewaren" not in page
    assert "kijken jullie anders" in page
    with programme_context(world.programme.pk):
        assert Rating.objects.count() == 1
