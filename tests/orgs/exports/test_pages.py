"""The pages of exports: asking, progress, download after one's password, and who took out whom."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coalition.platform.tenancy import acting
from orgs.actions.people_lists import join_list, save_list
from orgs.actions.tags import tag_people
from orgs.models import PeopleExport, Segment, User
from tests.factories import PASSWORD, actor_of, make_member, make_person
from tests.orgs.exports.files import ask, body_of, client_of, fetched, produce, rows_of, written
from tests.orgs.messages.writing import Town, agree

pytestmark = pytest.mark.django_db
NEW = "/exports/new/"
ANSWERS = {"do": "export", "purpose": "mailing", "contacts": "with", "channels": ["email"], "columns": ["given_name"]}


def test_export_request_asks_for_purpose_and_contact_details_and_presumes_neither(town: Town, ada: User) -> None:
    page = client_of(ada).get(NEW, {"segment": town.everybody.pk})

    text = page.content.decode()
    assert "Export 3 people" in text
    assert page.context["form"]["purpose"].value() is None
    assert page.context["form"]["contacts"].value() is None
    assert page.context["form"]["channels"].value() is None
    assert page.context["form"]["columns"].value() == ["given_name", "family_name", "city", "postal_code"]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"contacts": ""}, "contacts"),
        ({"channels": []}, "channels"),
        ({"contacts": "without"}, "contacts"),
        ({"purpose": "analysis"}, "contacts"),
        ({"purpose": "other"}, "note"),
        ({"channels": ["telepathy"]}, "channels"),
        ({"columns": []}, "columns"),
        ({"columns": ["sealed"]}, "columns"),
    ],
)
def test_export_request_says_what_is_missing(
    town: Town, ada: User, answers: dict[str, object], field: str
) -> None:  # fmt: skip
    given = {**ANSWERS, **answers, "filters": "", "scope": "all", "stated": "3"}

    page = client_of(ada).post(NEW, given)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    with acting(town.own):
        assert not PeopleExport.objects.exists()


def test_export_request_of_a_segment_a_list_and_of_people_ticked(town: Town, ada: User) -> None:
    actor, client = actor_of(ada), client_of(ada)
    with acting(actor):
        made = save_list(actor=actor, now=timezone.now(), name="Walkers")
        join_list(actor=actor, now=timezone.now(), person_id=town.people["ana"].pk, list_id=made.pk)

    for filters, more in (
        (f"segment={town.everybody.pk}", {"scope": "all", "stated": "3"}),
        (f"list={made.pk}", {"scope": "all", "stated": "1"}),
        ("", {"person": [town.people["ana"].pk, town.people["ben"].pk], "stated": "2"}),
        ("q=ana", {"scope": "all", "stated": "1"}),
    ):
        assert client.post(NEW, {**ANSWERS, "filters": filters, **more}).status_code == 302

    with acting(town.own):
        found = PeopleExport.objects.order_by("id").values_list("source", "target", "words", "people")
        assert list(found) == [
            ("segment", town.everybody.pk, "Everybody", 3),
            ("list", made.pk, "Walkers", 1),
            ("ticked", None, "", 2),
            ("filter", None, "", 1),
        ]


def test_export_request_of_a_list_that_changed_does_nothing(town: Town, ada: User) -> None:
    page = client_of(ada).post(NEW, {**ANSWERS, "filters": "", "scope": "all", "stated": "2"})

    assert page.status_code == 422
    assert "it is 3 people now" in page.content.decode()


@pytest.mark.parametrize("query", ["q=nobodycalledthis", "district=99999999", "segment=x"])
def test_export_request_of_nobody_goes_back_to_the_table(town: Town, ada: User, query: str) -> None:
    page = client_of(ada).get(f"{NEW}?{query}", follow=False)

    assert page.status_code in (302, 404, 200)
    with acting(town.own):
        assert not PeopleExport.objects.exists()


def test_export_request_of_a_segment_whose_rules_broke_says_so(town: Town, ada: User) -> None:
    with acting(town.own):
        Segment.objects.filter(pk=town.everybody.pk).update(rules={"match": "all", "conditions": [{"field": "gone"}]})

    page = client_of(ada).get(NEW, {"segment": town.everybody.pk}, follow=True)

    assert (page.status_code, page.redirect_chain) == (200, [("/segments/", 302)])
    assert "The rules of this segment no longer work." in page.content.decode()


def test_export_detail_shows_progress_then_the_download(town: Town, ada: User) -> None:
    export, client = ask(actor_of(ada), channels=["email"]), client_of(ada)
    url = reverse("orgs:export-detail", args=[export.pk])

    waiting = client.get(url).content.decode()
    again = client.get(url, headers={"HX-Request": "true"}).content.decode()
    produce(town, export)
    ready = client.get(url).content.decode()

    assert "Waiting for its turn" in waiting
    assert again.lstrip().startswith("<div id=")
    assert client.get(url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "2 people in the file" in ready
    assert "1 person left out" in ready
    assert "They were never asked for this channel." in ready


def test_an_export_of_nobody_says_why_and_offers_no_download(town: Town, ada: User) -> None:
    export = written(town, ada, channels=["phone"])

    page = client_of(ada).get(reverse("orgs:export-detail", args=[export.pk])).content.decode()
    answer = client_of(ada).get(reverse("orgs:export-fetch", args=[export.pk]))

    assert "Nobody may be in this file" in page
    assert "/file/" not in page
    assert answer.status_code == 302


def test_a_colleague_sees_the_export_and_not_the_download(town: Town, ada: User) -> None:
    export, bob = written(town, ada, channels=["email"]), make_member(town.alder, "admin", "Bob Boss")

    page = client_of(bob).get(reverse("orgs:export-detail", args=[export.pk]))

    assert page.status_code == 200
    assert "/file/" not in page.content.decode()
    assert client_of(bob).get(reverse("orgs:export-fetch", args=[export.pk])).status_code == 403


def test_export_fetch_asks_for_the_password_first(town: Town, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(password=make_password(PASSWORD))
    ada.refresh_from_db()
    export, client = written(town, ada, channels=["email"]), client_of(ada)
    url = reverse("orgs:export-fetch", args=[export.pk])

    asked = client.get(url, {"as": "csv"})
    assert (asked.status_code, asked.headers["Location"].partition("?")[0]) == (302, "/accounts/reauthenticate/")
    assert client.get(asked.headers["Location"]).status_code == 200
    back = client.post(asked.headers["Location"], {"password": PASSWORD, "next": f"{url}?as=csv"})
    given = client.get(back.headers["Location"])

    assert back.headers["Location"] == f"{url}?as=csv"
    assert len(rows_of(body_of(given))) == 3
    with acting(town.own):
        assert PeopleExport.objects.get().downloads == 1


def test_export_fetch_by_a_link_of_another_site_leads_to_the_page_of_the_export(town: Town, ada: User) -> None:
    export = written(town, ada)

    answer = client_of(ada).get(
        reverse("orgs:export-fetch", args=[export.pk]), headers={"sec-fetch-site": "cross-site"}
    )  # fmt: skip

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("orgs:export-detail", args=[export.pk]))
    with acting(town.own):
        assert PeopleExport.objects.get().downloads == 0


@pytest.mark.parametrize("method", ["post", "put"])
def test_export_fetch_is_a_get(town: Town, ada: User, method: str) -> None:
    export = written(town, ada)

    assert getattr(client_of(ada), method)(reverse("orgs:export-fetch", args=[export.pk])).status_code == 405


def test_a_name_of_a_formula_a_right_to_left_name_and_an_emoji_come_out_whole(town: Town, ada: User) -> None:
    make_person(town.alder, "=HYPERLINK(1)", "سلام", email="x@mail.example")
    make_person(town.alder, "🦊", "@sum", email="y@mail.example")
    export = written(town, ada)

    plain, excel = fetched(ada, export), fetched(ada, export, "excel")
    book = openpyxl.load_workbook(io.BytesIO(fetched(ada, export, "xlsx")))
    cells = [[cell.value or "" for cell in row] for row in book["People"].iter_rows()]

    assert not plain.startswith(b"\xef\xbb\xbf")
    assert excel == b"\xef\xbb\xbf" + plain
    assert rows_of(plain) == [
        ["First name", "Last name"], ["🦊", "'@sum"], ["Carla", "Diaz"], ["Ben", "Okoro"], ["Ana", "Ruiz"],
        ["'=HYPERLINK(1)", "سلام"],
    ]  # fmt: skip
    assert cells == [[cell.removeprefix("'") for cell in row] for row in rows_of(plain)]
    assert {cell.data_type for row in book["People"].iter_rows() for cell in row} <= {"s", "n"}
    assert [cell.quotePrefix for cell in book["People"]["B"]] == [False, True, False, False, False, False]


def test_unknown_formats_do_not_exist(town: Town, ada: User) -> None:
    export = written(town, ada)

    assert client_of(ada).get(reverse("orgs:export-fetch", args=[export.pk]), {"as": "exe"}).status_code == 404


def test_every_column_can_be_exported(town: Town, ada: User) -> None:
    actor, ana = actor_of(ada), town.people["ana"]
    with acting(actor):
        tag_people(actor=actor, now=timezone.now(), person_ids=[ana.pk], name="Tenants")
    client = client_of(ada)
    form = client.get(NEW).context["form"]
    columns = [code for code, _label in form.fields["columns"].choices]
    agree(town, town.subject("ana", "phone"), "phone", named="Ana")

    export = written(town, ada, columns=columns, channels=["email", "phone", "sms", "post"])

    head, *rest = rows_of(fetched(ada, export))
    ana_row = dict(zip(head, rest[-1], strict=True))
    assert len(head) == len(columns) + 4
    assert (ana_row["First name"], ana_row["Tags"], ana_row["Phone"]) == ("Ana", "Tenants", "'+12025550101")


@pytest.mark.parametrize(("exports", "queries"), [(1, 6), (3, 6)])
def test_export_list_costs_the_same_however_long(
    town: Town, ada: User, exports: int, queries: int
) -> None:  # fmt: skip
    for _number in range(exports):
        written(town, ada, channels=["email"])
    client = client_of(ada)
    client.get("/exports/")

    with CaptureQueriesContext(connection) as captured:
        page = client.get("/exports/")

    assert page.content.decode().count('data-label="In the file"') == exports
    assert (
        len([each for each in captured if "SAVEPOINT" not in each["sql"] and "set_config" not in each["sql"]])
        == queries
    )


def test_an_empty_export_list_says_the_next_step(town: Town, ada: User) -> None:
    assert "Nobody was exported yet" in client_of(ada).get("/exports/").content.decode()


def test_the_ways_to_an_export_are_shown_to_who_may(town: Town, ada: User, client_for: Callable[..., object]) -> None:
    olga = make_member(town.alder, "organizer", "Olga Org")
    segment = reverse("orgs:segment-detail", args=[town.everybody.pk])
    ticked = {"filters": "", "person": [town.people["ana"].pk]}

    for user, times in ((ada, 1), (olga, 0)):
        client = client_of(user)
        assert client.get(segment).content.decode().count(f"{NEW}?segment=") == times
        assert client.post("/people/bulk/", ticked).content.decode().count(f'formaction="{NEW}"') == times
        assert client.get("/people/").content.decode().count('href="/exports/"') == times


def test_member_permit_gives_and_takes_the_right(town: Town, ada: User) -> None:
    olga, client = make_member(town.alder, "organizer", "Olga Org"), client_of(ada)
    member = olga.memberships.get()
    url = reverse("orgs:member-permit", args=[member.pk])

    client.post(url, {"may_export": "on"})
    given = client_of(olga).get("/exports/").status_code
    page = client.get(reverse("orgs:member-change", args=[member.pk])).content.decode()
    client.post(url, {})
    taken = client_of(olga).get("/exports/").status_code

    assert (given, taken) == (200, 403)
    assert "May export people" in page


@pytest.mark.parametrize("role", ["analyst", "volunteer"])
def test_member_permit_is_for_who_sees_names(town: Town, ada: User, role: str) -> None:
    member = make_member(town.alder, role).memberships.get()

    client_of(ada).post(reverse("orgs:member-permit", args=[member.pk]), {"may_export": "on"})

    member.refresh_from_db()
    assert member.may_export is False


def test_a_right_goes_with_the_role_and_with_the_access(town: Town, ada: User) -> None:
    client = client_of(ada)
    for route, data in (("orgs:member-change", {"role": "volunteer"}), ("orgs:member-deactivate", {})):
        member = make_member(town.alder, "organizer", f"Olga {route}").memberships.get()
        client.post(reverse("orgs:member-permit", args=[member.pk]), {"may_export": "on", "may_merge": "on"})
        member.refresh_from_db()
        assert (member.may_export, member.may_merge) == (True, True)
        client.post(reverse(route, args=[member.pk]), data)
        member.refresh_from_db()
        assert (member.may_export, member.may_merge) == (False, False)
