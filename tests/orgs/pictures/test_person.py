"""The pictures of a person's page: what they show, to whom, and what they keep to themselves."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalition.platform.database.together import read
from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, Organization
from orgs.queries.contact_times import moment_at, months_of
from orgs.queries.gifts import GivenYear, giving_reading
from orgs.rules.contact_times import Contacts, month_before
from tests.factories import actor_of, make_member, make_person
from tests.orgs.money.conftest import give
from tests.orgs.network.test_engagement import did, refreshed
from tests.orgs.pictures.conftest import OfRole, picture, restrict, tie

pytestmark = pytest.mark.django_db


def page_of(client: Client, person: Constituent) -> str:
    answer = client.get(f"/people/{person.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_ties_are_drawn_by_kind_and_strength_and_lead_there(
    alder: Organization, ana: Constituent, of_role: OfRole
) -> None:
    boss, ben = make_person(alder, "Clara", "Otero"), make_person(alder, "Ben", "Ito")
    tie(ana, boss, "reports_to", strength=3)
    tie(ben, ana, "friend", strength=1)
    drawn = picture(page_of(of_role("organizer"), ana), "network")
    assert drawn.count('<svg class="chart net') == 2  # beside and below her, by the room there is
    assert drawn.count('class="line-of work s3"') == drawn.count('class="line-of friends s1"') == 2
    assert drawn.count(f'<a href="/people/{boss.pk}/" tabindex="-1">') == 2
    assert "<title>Reports to Clara Otero. They know each other well</title>" in drawn
    assert "Work and membership" in drawn and "Family" not in drawn
    assert drawn.index("</svg>") < drawn.index('<ul class="rows">')


def test_a_restricted_neighbor_is_drawn_without_a_name(alder: Organization, ana: Constituent, of_role: OfRole) -> None:
    ben = make_person(alder, "Ben", "Ito")
    tie(ana, ben, "friend", note="Went to school with Ito")
    restrict(ben)
    page = page_of(of_role("organizer"), ana)
    drawn = picture(page, "network")
    assert drawn.count('class="closed"') == 2 and drawn.count(">restricted record</text>") == 2
    assert f'href="/people/{ben.pk}/"' in drawn
    assert "Ito" not in page and "Ben" not in drawn


@pytest.mark.parametrize(("ties", "more"), [(12, ""), (13, "and 1 more"), (19, "and 7 more")])
def test_twelve_ties_are_drawn_and_the_others_counted(
    alder: Organization, ana: Constituent, of_role: OfRole, ties: int, more: str
) -> None:
    for number in range(ties):
        tie(ana, make_person(alder, f"Ben{number}", "Ito"))
    drawn = picture(page_of(of_role("organizer"), ana), "network")
    assert drawn.count('<circle class="dot-at"') == 2 * (12 + bool(more))
    assert re.findall(r"and \d+ more", drawn)[:1] == [more] * bool(more)
    assert drawn.count(f'<a href="/people/{ana.pk}/relationships/" tabindex="-1">') == 2 * bool(more)


def test_nobody_is_drawn_where_nobody_is_known(ana: Constituent, of_role: OfRole) -> None:
    assert '<svg class="chart net' not in page_of(of_role("organizer"), ana)


def test_giving_is_drawn_year_by_year_for_each_currency(ana: Constituent, of_role: OfRole) -> None:
    year = timezone.localdate().year
    give(ana, "100", "USD", date(year - 3, 5, 3))
    give(ana, "300", "USD", date(year - 1, 5, 3))
    give(ana, "100", "USD", date(year - 1, 6, 3))
    give(ana, "20", "EUR", date(year - 1, 6, 3))
    drawn = picture(page_of(of_role("fundraiser"), ana), "giving")
    assert re.findall(r'<rect class="part-given" width="12" y="([\d.]+)" height="([\d.]+)"', drawn) == [
        ("0.0", "48.0"), ("36.0", "12.0"), ("0.0", "48.0"),
    ]  # fmt: skip
    assert f"{year - 1}: 400\u00a0USD, 2 gifts" in drawn and f"{year - 2}: no gift" in drawn
    assert "Given year by year, in EUR" in drawn
    assert f'<th scope="row">{year - 3}</th><td class="num">1</td><td class="num">100&nbsp;USD</td>' in drawn


def test_without_the_right_to_amounts_giving_has_no_heights(
    alder: Organization, ana: Constituent, of_role: OfRole
) -> None:
    year = timezone.localdate().year
    give(ana, "739164285", "USD", date(year - 2, 5, 3))
    give(ana, "1", "USD", date(year, 1, 1))
    drawn = picture(page_of(of_role("organizer"), ana), "giving")
    assert drawn.count('<circle class="on"') == 2 and "<rect" not in drawn
    assert f"{year - 2}: gave" in drawn and f"{year - 1}: no gift" in drawn
    assert "USD" not in drawn and "739" not in drawn and "Amount" not in drawn
    organizer = actor_of(make_member(alder, "organizer", "Second"))
    with acting(organizer):
        known = read(giving_reading(organizer, ana, timezone.localdate()))
    assert known is not None and known.years == (GivenYear(year - 2), GivenYear(year))


def test_engagement_is_one_bar_of_three_parts(alder: Organization, ana: Constituent, of_role: OfRole) -> None:
    did(ana, ("event", 5), ("event", 15), ("call", 12))
    refreshed(alder)
    drawn = picture(page_of(of_role("organizer"), ana), "engagement")
    parts = re.findall(r'<rect class="part-(\w+)" x="(\d+)" width="(\d+)"', drawn)
    assert [tone for tone, _x, _width in parts] == ["recency", "frequency", "depth"]
    x = [int(x) for _tone, x, _width in parts]
    width = [int(width) for _tone, _x, width in parts]
    assert x == [0, width[0], width[0] + width[1]] and width[1:] == [9, 10]
    assert f"{sum(width)} of 100" in drawn
    assert f"How recently: {width[0]} of 40 points" in drawn and "How often within a year: 9 of 30 points" in drawn


def log(person: Constituent, kind: str, moment: datetime, outcome: str = "", summary: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.ensure_partitions('orgs_interaction', %s::date, %s::date)", [moment, moment])
        cursor.execute(
            "INSERT INTO orgs_interaction (organization_id, constituent_id, kind, occurred_at, summary, outcome)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [person.organization_id, person.pk, kind, moment, summary, outcome],
        )


def test_months_tell_who_took_part_and_what_came_only_from_us(alder: Organization, ana: Constituent) -> None:
    own, now, today = system_actor(organization_id=alder.pk), timezone.now(), timezone.localdate()
    with acting(own):
        for kind, outcome in (("event", ""), ("call", "talked"), ("call", "no_answer"), ("mail", "sent"), ("note", "")):
            log(ana, kind, now - timedelta(seconds=5), outcome)
        log(ana, "event", now - timedelta(days=800))
        log(make_person(alder, "Ben"), "event", now - timedelta(seconds=5))
        months = months_of(own, ana, today)
    first = today.replace(day=1)
    assert len(months) == 24 and months[0].first == month_before(first, 23)
    assert months[-1] == Contacts(first, theirs=2, ours=2)
    assert sum(month.total for month in months[:-1]) == 0


def test_each_month_leads_to_its_place_in_the_history(alder: Organization, ana: Constituent, of_role: OfRole) -> None:
    own, today = system_actor(organization_id=alder.pk), timezone.localdate()
    then = month_before(today.replace(day=1), 5)
    late = moment_at(then) + timedelta(days=27, hours=23)
    with acting(own):
        log(ana, "event", late, summary="The march")
        log(ana, "call", timezone.now() - timedelta(seconds=5), "talked", summary="The call today")
    client = of_role("organizer")
    drawn = picture(page_of(client, ana), "history")
    links = re.findall(r'<a href="(/people/\d+/timeline/\?before=[\d-]+)" title="([^"]+)"', drawn)
    assert len(links) == 2 and links[0][1].endswith(": took part once")
    for headers in ({}, {"HX-Request": "true", "HX-Target": "div#timeline"}):
        older = client.get(links[0][0], headers=headers).content.decode()
        assert "The march" in older and "The call today" not in older
        assert ('class="strip c24"' in older) == (not headers)


def test_a_page_with_pictures_asks_no_more_than_without(alder: Organization, ana: Constituent, of_role: OfRole) -> None:
    client = of_role("fundraiser")
    asked = []
    for _step in range(2):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, ana)
        asked.append(len(queries))
        tie(ana, make_person(alder, "Ben", "Ito"))
        give(ana, "100", "USD", date(2025, 5, 3))
        did(ana, ("event", 5), ("event", 15), ("call", 12))
        refreshed(alder)
    assert asked[0] == asked[1]
