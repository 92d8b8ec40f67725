"""Schools: the list, and what who manages them can do."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import City, Network, Umbrella
from schools import services
from schools.models import Placement, School, SchoolGroup
from schools.school_year import school_weeks_since
from schools.services import SchoolChanged, SchoolData, SchoolRefused
from tests.factories.guidance import START, access, make_network, make_session, make_user, school_of
from warmescholen.accounts.access import Access, Forbidden, platform_access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

TODAY = timezone.localdate()
WEEKS = datetime.timedelta(weeks=1)


@pytest.fixture
def networks(programme: Programme, other_programme: Programme) -> tuple[Network, Network]:
    """Two networks of the programme: schools a and b, and c; and a network of another programme with the same name."""
    with programme_context(other_programme.pk):
        make_network(other_programme, "een", "a", "geheim")
    with programme_context(programme.pk):
        city = City.objects.create(programme=programme, key="gent", name="Gent")
        umbrella = Umbrella.objects.create(programme=programme, key="koepel", name="Koepel")
        part = Umbrella.objects.create(programme=programme, key="deel", name="Deel", parent=umbrella)
        made = make_network(programme, "een", "a", "b"), make_network(programme, "twee", "c")
        School.objects.filter(key="a").update(city=city, umbrella=part)
        return made


def signed_in(programme: Programme, role: Role, *scopes: Network | School) -> Client:
    with programme_context(programme.pk):
        user = make_user(programme, f"Iemand {role}", role, *scopes)
    client = Client()
    client.force_login(user)
    return client


def listed(client: Client, asked: str = "") -> list[str]:
    return [row.school.key for row in client.get(f"/eigen/scholen/{asked}").context["rows"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["a", "b", "c"]),
        ("?q=SCHOOL+a", ["a"]),
        ("?q=school+C", ["c"]),
        ("?q=choo", ["a", "b", "c"]),
        ("?q=100%25", []),
        ("?netwerk=een", ["a", "b"]),
        ("?stad=gent", ["a"]),
        ("?koepel=koepel", ["a"]),
        ("?koepel=deel&netwerk=een", ["a"]),
        ("?netwerk=twee&stad=gent", []),
        ("?netwerk=onzin", []),
    ],
)
def test_the_list_is_narrowed_by_its_address(networks: object, programme: Programme, asked: str, found: list[str]) -> None:
    assert listed(signed_in(programme, Role.MANAGER), asked) == found


def test_one_sees_the_own_schools_and_filters_for_these_only(networks: tuple[Network, Network], programme: Programme) -> None:
    client = signed_in(programme, Role.ADVISER, networks[1])
    text = client.get("/eigen/scholen/").content.decode()
    assert listed(client) == ["c"]
    for unseen in ("School a", "Netwerk een", "Gent", "Koepel</option>", "geheim"):
        assert unseen not in text
    assert listed(client, "?netwerk=een") == []


def test_an_empty_list_says_what_comes_here(programme: Programme) -> None:
    with programme_context(programme.pk):
        network = make_network(programme, "leeg")
    assert "Hier komen de scholen" in signed_in(programme, Role.ADVISER, network).get("/eigen/scholen/").content.decode()
    assert "Eerste school toevoegen" in signed_in(programme, Role.COORDINATOR, network).get("/eigen/scholen/").content.decode()


def test_who_was_not_seen_for_long_stands_out_and_can_come_first(networks: tuple[Network, Network], programme: Programme) -> None:
    with programme_context(programme.pk):
        by = platform_access(programme.pk)
        for key, weeks in (("a", 20), ("b", 3), ("c", 30)):
            make_session(by, school_of(programme, key), date=TODAY - weeks * WEEKS)
        make_session(by, school_of(programme, "c"), date=TODAY + WEEKS, state="planned")
    client = signed_in(programme, Role.MANAGER)
    rows = {row.school.key: row for row in client.get("/eigen/scholen/").context["rows"]}
    assert rows["a"].weeks_unseen == school_weeks_since(TODAY - 20 * WEEKS, TODAY)
    assert rows["b"].weeks_unseen is rows["c"].weeks_unseen is None
    assert rows["c"].next_on == TODAY + WEEKS
    assert listed(client, "?volgorde=lang-geleden") == ["c", "a", "b"]


def test_the_number_of_queries_does_not_grow_with_the_schools(networks: object, programme: Programme) -> None:
    client = signed_in(programme, Role.MANAGER)
    client.get("/eigen/scholen/")
    with CaptureQueriesContext(connection) as few:
        client.get("/eigen/scholen/")
    with programme_context(programme.pk):
        make_network(programme, "drie", "d", "e", "f")
        for key in "def":
            make_session(platform_access(programme.pk), school_of(programme, key))
    with CaptureQueriesContext(connection) as many:
        assert len(listed(client)) == 6
    assert len(many) == len(few)


def test_a_school_that_one_does_not_see_does_not_exist(networks: tuple[Network, Network], programme: Programme) -> None:
    client = signed_in(programme, Role.COORDINATOR, networks[0])
    for rest in ("", "wijzigen/", "netwerk/", "stoppen/"):
        unseen, absent = client.get(f"/eigen/scholen/c/{rest}"), client.get(f"/eigen/scholen/niets/{rest}")
        assert unseen.status_code == absent.status_code == 404
        assert unseen.content == absent.content


def test_who_sees_a_school_and_does_not_manage_it_is_told_so(networks: tuple[Network, Network], programme: Programme) -> None:
    client = signed_in(programme, Role.ADVISER, networks[0])
    for address in ("nieuw/", "a/wijzigen/", "a/netwerk/", "a/stoppen/", "groepen/nieuw/"):
        answer = client.get(f"/eigen/scholen/{address}")
        assert answer.status_code == 403
        assert "scholen en netwerken beheren" in answer.content.decode()


# Managing


@pytest.fixture
def coordinator(networks: tuple[Network, Network], programme: Programme) -> Access:
    with programme_context(programme.pk):
        return access(make_user(programme, "Coordinator", Role.COORDINATOR, networks[0]), programme)


def form(**changes: str) -> dict[str, str]:
    return {"name": "Nieuwe school", "education": "basis", "numbers": "", "report_note": "", "starts_on": "2026-02-01"} | changes


def test_a_coordinator_adds_a_school_to_the_own_network(networks: tuple[Network, Network], programme: Programme) -> None:
    client = signed_in(programme, Role.COORDINATOR, networks[0])
    answer = client.post("/eigen/scholen/nieuw/", form(name="Sint-Hélène", network=str(networks[0].pk), numbers="123456, 654321"))
    assert answer["Location"] == "/eigen/scholen/sint-helene/"
    assert client.get(answer["Location"]).status_code == 200
    with programme_context(programme.pk):
        made = school_of(programme, "sint-helene")
        assert sorted(made.institution_numbers.values_list("number", flat=True)) == ["123456", "654321"]
        assert made.placements.get().starts_on == datetime.date(2026, 2, 1)


def test_a_coordinator_adds_none_elsewhere(networks: tuple[Network, Network], programme: Programme) -> None:
    client = signed_in(programme, Role.COORDINATOR, networks[0])
    for network in ("", str(networks[1].pk)):
        assert "id_network_error" in client.post("/eigen/scholen/nieuw/", form(network=network)).content.decode()
    with programme_context(programme.pk):
        assert School.objects.count() == 3


@pytest.mark.parametrize("name", ["Nieuw", "Groepen", "School a", "a", "!!!", "日本"])
def test_each_school_gets_an_address_of_its_own(networks: tuple[Network, Network], programme: Programme, name: str) -> None:
    client = signed_in(programme, Role.MANAGER)
    answer = client.post("/eigen/scholen/nieuw/", form(name=name))
    assert answer.status_code == 302
    assert client.get(answer["Location"]).context["school"].name == name


@pytest.mark.parametrize(
    ("numbers", "why"), [("12345", "zes cijfers"), ("1234567", "zes cijfers"), ("abcdef", "zes cijfers"), ("١٢٣٤٥٦", "zes cijfers")]
)
def test_an_institution_number_has_six_digits(networks: object, programme: Programme, numbers: str, why: str) -> None:
    text = signed_in(programme, Role.MANAGER).post("/eigen/scholen/nieuw/", form(numbers=numbers)).content.decode()
    assert "zes cijfers" in text
    assert 'id="id_numbers_error"' in text


def test_a_number_belongs_to_one_school(networks: object, programme: Programme) -> None:
    client = signed_in(programme, Role.MANAGER)
    client.post("/eigen/scholen/nieuw/", form(name="Eerste", numbers="123456"))
    assert "hoort al bij een andere school" in client.post("/eigen/scholen/nieuw/", form(name="Tweede", numbers="123456")).content.decode()


def test_an_edit_changes_what_is_kept(networks: object, programme: Programme) -> None:
    client = signed_in(programme, Role.MANAGER)
    read_at = client.get("/eigen/scholen/a/wijzigen/").context["form"].initial["read_at"]
    answer = client.post("/eigen/scholen/a/wijzigen/", form(name="Andere naam", numbers="111111", read_at=read_at))
    assert answer.status_code == 302
    with programme_context(programme.pk):
        school = school_of(programme, "a")
        assert (school.name, school.sort_key, school.city) == ("Andere naam", "andere naam", None)
        assert school.institution_numbers.get().number == "111111"


def test_a_colleagues_edit_of_a_school_is_shown_and_not_overwritten(networks: object, programme: Programme) -> None:
    client = signed_in(programme, Role.MANAGER)
    read_at = client.get("/eigen/scholen/a/wijzigen/").context["form"].initial["read_at"]
    client.post("/eigen/scholen/a/wijzigen/", form(name="Van de collega", read_at=read_at))
    answer = client.post("/eigen/scholen/a/wijzigen/", form(name="Van mij", read_at=read_at))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Een collega bewaarde hier: Van de collega." in text
    assert 'value="Van mij"' in text
    with programme_context(programme.pk):
        assert school_of(programme, "a").name == "Van de collega"
    again = client.post("/eigen/scholen/a/wijzigen/", form(name="Van mij", read_at=answer.context["form"].data["read_at"]))
    assert again.status_code == 302


def test_a_service_refuses_an_edit_of_what_was_read_before(networks: object, programme: Programme) -> None:
    with programme_context(programme.pk):
        school = school_of(programme, "a")
        by = platform_access(programme.pk)
        read_at = school.updated_at
        services.edit_school(school=school, data=SchoolData("Eerst", "basis"), read_at=read_at, by=by)
        with pytest.raises(SchoolChanged):
            services.edit_school(school=school, data=SchoolData("Daarna", "basis"), read_at=read_at, by=by)


def test_a_school_moves_and_its_past_stays(networks: tuple[Network, Network], programme: Programme) -> None:
    client = signed_in(programme, Role.MANAGER)
    url = "/eigen/scholen/a/netwerk/"
    assert client.post(url, {"network": networks[1].pk, "starts_on": "2026-03-01"}).status_code == 302
    with programme_context(programme.pk):
        places = list(Placement.objects.filter(school__key="a").order_by("starts_on").values_list("network__key", "starts_on", "ends_on"))
    assert places == [("een", START, datetime.date(2026, 3, 1)), ("twee", datetime.date(2026, 3, 1), None)]
    for day in ("2026-03-01", "2026-02-01", "2025-01-01"):
        assert "al een deelname op of na die dag" in client.post(url, {"network": networks[0].pk, "starts_on": day}).content.decode()


def test_a_place_ends_on_a_day_after_it_began(networks: object, programme: Programme) -> None:
    client = signed_in(programme, Role.MANAGER)
    assert "begint pas op of na die dag" in client.post("/eigen/scholen/a/stoppen/", {"ends_on": START.isoformat()}).content.decode()
    assert client.post("/eigen/scholen/a/stoppen/", {"ends_on": "2026-03-01"}).status_code == 302
    assert "geen lopende deelname" in client.post("/eigen/scholen/a/stoppen/", {"ends_on": "2026-03-02"}).content.decode()


def test_a_coordinator_takes_no_school_from_elsewhere(networks: tuple[Network, Network], programme: Programme, coordinator: Access) -> None:
    with programme_context(programme.pk):
        other = school_of(programme, "c")
        with pytest.raises(Forbidden):
            services.place_school(school=other, network=networks[0], starts_on=TODAY, by=coordinator)
        with pytest.raises(Forbidden):
            services.end_placement(school=other, ends_on=TODAY, by=coordinator)
        with pytest.raises(Forbidden):
            services.edit_school(school=other, data=SchoolData("Gekaapt", "basis"), read_at=other.updated_at, by=coordinator)
        with pytest.raises(Forbidden):
            services.create_school(key="x", name="X", education="basis", by=coordinator)


def test_a_group_is_made_and_chosen(networks: tuple[Network, Network], programme: Programme, coordinator: Access) -> None:
    client = signed_in(programme, Role.COORDINATOR, networks[0])
    assert client.post("/eigen/scholen/groepen/nieuw/", {"name": "Campus"}).status_code == 302
    with programme_context(programme.pk):
        group = SchoolGroup.objects.get(key="campus")
        with pytest.raises(SchoolRefused):
            services.create_group(key="campus", name="Nog eens", by=coordinator)
        elsewhere = SchoolGroup.objects.create(programme=programme, key="elders", name="Groep van elders")
        School.objects.filter(key="c").update(group=elsewhere)
    text = client.get("/eigen/scholen/a/wijzigen/").content.decode()
    assert f'<option value="{group.pk}">Campus' in text
    assert "Groep van elders" not in text
