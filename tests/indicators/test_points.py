"""Points of attention: advisers propose, the coordinator merges, words and chooses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from indicators import services
from indicators.models import AttentionPoint
from networks.models import Network
from reports.facts.texts import points as chosen_points
from reports.models import Report
from tests.factories.guidance import access, make_network, make_user
from tests.factories.rating import indicator, make_round
from tests.indicators.conftest import Visitor, World
from warmescholen.accounts.access import Forbidden, platform_access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

LIST = "/eigen/aandachtspunten/"
State = AttentionPoint.State


@pytest.fixture
def network(inside: Programme) -> Network:
    made = make_network(inside, "n-1", "eigen")
    make_round(inside)
    return made


def propose(programme: Programme, network: Network | None, text: str = "Begin klein.", number: int = 1) -> AttentionPoint:
    return services.propose_point(indicator=indicator(programme, number), network=network, text=text, by=platform_access(programme.pk))


def test_what_is_proposed_stands_in_the_report_once_it_is_chosen(inside: Programme, network: Network) -> None:
    by = platform_access(inside.pk)
    report = Report(programme=inside, network=network)
    first, second = propose(inside, network), propose(inside, network, "Vraag het de leerlingen.")
    assert chosen_points(report) == {}
    services.choose_point(point=second, by=by)
    services.choose_point(point=first, by=by)
    services.choose_point(point=first, by=by)
    assert chosen_points(report) == {1: ["Vraag het de leerlingen.", "Begin klein."]}
    services.set_aside_point(point=second, by=by)
    assert chosen_points(report) == {1: ["Begin klein."]}


def test_several_points_become_one_and_the_others_are_kept(inside: Programme, network: Network) -> None:
    points = [propose(inside, network, text) for text in ("Begin klein.", "Begin met één klas.")]
    one = services.merge_points(points=points, text="Begin klein, met één klas.", by=platform_access(inside.pk))
    assert list(AttentionPoint.objects.in_use().values_list("text", flat=True)) == ["Begin klein, met één klas."]
    other = AttentionPoint.objects.get(state=State.MERGED)
    assert (other.merged_into, other.text) == (one, "Begin met één klas.")
    with pytest.raises(services.RatingRefused, match="opgegaan"):
        services.choose_point(point=other, by=platform_access(inside.pk))


def test_only_points_about_the_same_thing_are_merged(inside: Programme, network: Network) -> None:
    here = propose(inside, network)
    for other in (propose(inside, None), propose(inside, network, number=2), here):
        with pytest.raises(services.RatingRefused):
            services.merge_points(points=[here, other], text="Samen.", by=platform_access(inside.pk))
    assert AttentionPoint.objects.in_use().count() == 3


def test_a_merged_point_names_the_one_that_it_went_up_in(inside: Programme, network: Network) -> None:
    point = propose(inside, network)
    with pytest.raises(IntegrityError), transaction.atomic():
        AttentionPoint.objects.filter(pk=point.pk).update(state=State.MERGED)


def test_words_of_a_colleague_are_not_overwritten_unseen(inside: Programme, network: Network) -> None:
    by, point = platform_access(inside.pk), propose(inside, network)
    services.word_point(point=point, text="Begin heel klein.", version=1, by=by)
    with pytest.raises(services.PointChanged) as caught:
        services.word_point(point=point, text="Begin groot.", version=1, by=by)
    assert caught.value.current.text == "Begin heel klein."


def test_an_adviser_proposes_in_the_own_network_and_chooses_nothing(inside: Programme, network: Network) -> None:
    other = make_network(inside, "n-2", "vreemd")
    by = access(make_user(inside, "adviseur", Role.ADVISER, network), inside)
    point = services.propose_point(indicator=indicator(inside), network=network, text="Zo.", by=by)
    for place in (other, None):
        with pytest.raises(Forbidden):
            services.propose_point(indicator=indicator(inside), network=place, text="Zo.", by=by)
    for verb in (services.choose_point, services.set_aside_point):
        with pytest.raises(Forbidden):
            verb(point=point, by=by)
    with pytest.raises(services.RatingRefused):
        services.propose_point(indicator=indicator(inside), network=network, text="  ", by=by)


def test_each_sees_points_of_the_own_networks_and_of_the_programme(inside: Programme, network: Network) -> None:
    other = make_network(inside, "n-2", "vreemd")
    own, whole, hidden = propose(inside, network), propose(inside, None), propose(inside, other)
    by = access(make_user(inside, "adviseur", Role.ADVISER, network), inside)
    assert set(AttentionPoint.objects.visible_to(by)) == {own, whole}
    assert set(AttentionPoint.objects.visible_to(platform_access(inside.pk))) == {own, whole, hidden}
    assert not AttentionPoint.objects.visible_to(access(make_user(inside, "waarnemer", Role.OBSERVER), inside)).exists()


def test_a_point_goes_from_proposal_to_choice_over_the_pages(world: World, visitor: Visitor) -> None:
    adviser, coordinator = visitor(Role.ADVISER), visitor(Role.COORDINATOR)
    for text in ("Begin klein.", "Begin met één klas."):
        assert adviser.post("/eigen/indicatoren/1/aandachtspunt/", {"text": text, "network": "n-1"}).status_code == 302
    assert "2 aandachtspunten wachten" in coordinator.get(LIST).content.decode()
    assert "Kiezen" not in adviser.get(LIST).content.decode()
    with programme_context(world.programme.pk):
        first, second = AttentionPoint.objects.order_by("pk").values_list("pk", flat=True)
    refused = coordinator.post(f"{LIST}samenvoegen/", {"points": [first], "text": "Een eigen tekst."})
    assert "minstens twee" in refused.content.decode()
    assert "Een eigen tekst." in refused.content.decode()
    assert coordinator.post(f"{LIST}samenvoegen/", {"points": [first, second], "text": "Begin klein, met één klas."}).status_code == 302
    coordinator.post(f"{LIST}{first}/kiezen/")
    with programme_context(world.programme.pk):
        assert AttentionPoint.objects.get(state=State.CHOSEN).text == "Begin klein, met één klas."
    stale = coordinator.post(f"{LIST}{first}/wijzigen/", {"text": "Groot.", "version": "1"})
    assert "intussen" in stale.content.decode()
    assert "Begin klein, met één klas." in stale.content.decode()
    coordinator.post(f"{LIST}{first}/weg/")
    assert "Begin klein" not in coordinator.get(LIST).content.decode()


def test_a_point_of_another_network_and_one_that_does_not_exist_are_the_same(world: World, visitor: Visitor) -> None:
    with programme_context(world.programme.pk):
        hidden = services.propose_point(
            indicator=indicator(world.programme), network=world.other, text="Ergens anders.", by=platform_access(world.programme.pk)
        )
    client = visitor(Role.COORDINATOR)
    assert "Ergens anders." not in client.get(LIST).content.decode()
    for word in ("kiezen", "weg"):
        assert client.post(f"{LIST}{hidden.pk}/{word}/").content == client.post(f"{LIST}999999/{word}/").content
    with programme_context(world.programme.pk):
        assert AttentionPoint.objects.get().state == State.PROPOSED
