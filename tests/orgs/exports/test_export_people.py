"""Who is in a file of people and who is not, what is written down of it, and for whom."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.log.models import Event, EventSubject
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.bounces import record_bounce
from consent.ledger.actions.events import record_events
from consent.ledger.models import Holding, Obligation
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from orgs.actions import export_blocks, export_gate
from orgs.actions.contacts import NewContact, add_contacts
from orgs.actions.erasure import forget
from orgs.actions.export_blocks import ExportRefused, hand_out_block, produce_export, write_block
from orgs.actions.exports import discard_export, drop_exports, export_people
from orgs.models import ContactPoint, ExportBlock, ExportedPerson, PeopleExport, User
from orgs.queries.contacts import data_key
from orgs.queries.erasure import whom_to_forget
from orgs.queries.exports import block_numbers, open_block
from orgs.queries.visible import visible_people
from tests.factories import NOW, actor_of, make_member, make_organization, make_person
from tests.orgs.exports.files import again, ask, fetched, people_states, produce, rows, rows_of, written
from tests.orgs.messages.test_held_back import keep, restrict
from tests.orgs.messages.writing import Town, agree, stop

pytestmark = pytest.mark.django_db


def test_export_people_gives_the_contact_details_that_consent_permits(town: Town, ada: User) -> None:
    export = written(town, ada, channels=["email", "sms"], columns=["family_name", "given_name", "city"])

    assert rows_of(fetched(ada, export)) == [
        ["Last name", "First name", "City", "E-mail", "Number for texts"],
        ["Diaz", "Carla", "", "carla@mail.example", ""],
        ["Ruiz", "Ana", "", "ana@mail.example", "'+12025550101"],
    ]
    assert (export.state, export.people, export.given, export.left_out) == ("ready", 3, 2, {"not_asked": 1})


def test_without_contact_details_everybody_is_in_the_file(town: Town, ada: User) -> None:
    fay = make_member(town.alder, "fundraiser", "Fay Fund")
    keep(town, "ben", fay, "hands_off")

    export = written(town, ada, purpose="analysis")

    assert rows(ada, export) == [["Carla", "Diaz"], ["Ben", "Okoro"], ["Ana", "Ruiz"]]
    with acting(town.own):
        assert not Holding.objects.filter(export=export.pk).exists()


def test_no_address_lies_in_the_rows_that_wait(town: Town, ada: User) -> None:
    export = written(town, ada, channels=["email"])

    with acting(town.own):
        key = data_key(town.own)
        blocks = list(ExportBlock.objects.filter(export=export))
        opened = b"".join(open_block(key, export, block) for block in blocks)
        assert b"Ruiz" in opened
        assert b"mail.example" not in opened
        assert all(b"Ruiz" not in bytes(block.sealed) for block in blocks)


def test_whom_a_steward_or_a_group_keeps_is_left_out_and_counted(town: Town) -> None:
    olga, fay = make_member(town.alder, "organizer", "Olga Org"), make_member(town.alder, "fundraiser", "Fay Fund")
    permit(town, olga)
    agree(town, town.subject("ben"), "email", named="Ben")
    export = ask(actor_of(olga), channels=["email"])
    restrict(town, "ana")
    keep(town, "ben", fay, "ask_first")

    export = produce(town, export)

    assert rows(olga, export) == [["Carla", "Diaz", "carla@mail.example"]]
    assert export.left_out == {"restricted": 1, "ask_first": 1}


def test_a_restricted_record_is_not_even_counted_when_it_is_asked_for(town: Town) -> None:
    olga = make_member(town.alder, "organizer", "Olga Org")
    permit(town, olga)
    restrict(town, "ana")

    export = written(town, olga, channels=["email"])

    assert export.people == 2
    assert people_states(town, export) == {"Ben": ("left_out", "not_asked"), "Carla": ("given", "")}


def test_wrong_addresses_and_missing_ones_are_left_out(town: Town, ada: User) -> None:
    with acting(town.own):
        ContactPoint.objects.filter(pk__in=[point.pk for point in ContactPoint.objects.filter(
            constituent=town.people["ana"], kind="email")]).update(wrong=True)  # fmt: skip
    make_person(town.alder, "Dora", "Ames")

    export = written(town, ada, channels=["email", "post"])

    assert people_states(town, export) == {
        "Dora": ("left_out", "no_email"),
        "Carla": ("given", ""),
        "Ben": ("left_out", "not_asked"),
        "Ana": ("left_out", "wrong"),
    }


def test_a_street_goes_out_by_post_alone(town: Town, ada: User) -> None:
    with acting(town.own):
        type(town.people["ana"]).objects.filter(given_name__in=["Ana", "Ben"]).update(street="1 Elm St")
    agree(town, town.subject("ana"), "post", named="Ana")

    export = written(town, ada, channels=["post"])

    assert rows(ada, export) == [["Ana", "Ruiz", "1 Elm St"]]
    assert export.left_out == {"no_street": 1, "not_asked": 1}


def test_somebody_who_says_no_before_their_block_is_written_is_not_in_the_file(
    town: Town, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_blocks, "PEOPLE", 1)  # Carla, Ben, Ana: one after the other
    export = ask(actor_of(ada), channels=["email"])
    with acting(town.own):
        PeopleExport.objects.filter(pk=export.pk).update(state="writing")
        assert write_block(actor=town.own, now=NOW, export_id=export.pk)
    stop(town.subject("ana"))

    export = produce(town, again(town, export))

    assert rows(ada, export) == [["Carla", "Diaz", "carla@mail.example"]]
    assert export.left_out == {"not_asked": 1, "withdrawn": 1}


def test_somebody_who_says_no_after_the_file_was_written_is_not_in_the_download(town: Town, ada: User) -> None:
    export = written(town, ada, channels=["email"])
    stop(town.subject("ana"))

    assert rows(ada, export) == [["Carla", "Diaz", "carla@mail.example"]]
    export = again(town, export)
    assert (export.given, export.left_out) == (1, {"not_asked": 1, "withdrawn": 1})
    ana = town.subject("ana")
    with acting(town.own):
        assert not Holding.objects.filter(export=export.pk, subject=ana).exists()


def test_somebody_who_says_no_while_the_file_is_fetched_is_not_in_the_rest(
    town: Town, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_blocks, "PEOPLE", 1)
    export, actor = written(town, ada, channels=["email"]), actor_of(ada)
    with acting(actor):
        export_people(actor=actor, now=timezone.now(), export_id=export.pk, file_format="csv")
        numbers = block_numbers(actor, export)
        first = hand_out_block(actor=actor, now=timezone.now(), export_id=export.pk, number=numbers[0])
    stop(town.subject("ana"))
    with acting(actor):
        rest = [
            hand_out_block(actor=actor, now=timezone.now(), export_id=export.pk, number=number)
            for number in numbers[1:]
        ]

    assert first == [["Carla", "Diaz", "carla@mail.example"]]
    assert rest == [[], []]


def test_a_no_on_one_channel_empties_that_cell_alone(town: Town, ada: User) -> None:
    export = written(town, ada, channels=["email", "sms"])
    stop(town.subject("ana"), Withdrawal(channel="sms"))
    stop(town.subject("ana", "phone"), Withdrawal(channel="sms"))

    assert rows(ada, export)[1] == ["Ana", "Ruiz", "ana@mail.example", ""]


def test_a_no_after_the_download_is_a_duty_of_whoever_has_the_file(town: Town, ada: User) -> None:
    export = written(town, ada, channels=["email"])
    fetched(ada, export)

    stop(town.subject("ana"))

    with acting(town.own):
        duties = Obligation.objects.filter(export=export.pk)
        assert [(duty.subject_id, duty.kind, duty.state) for duty in duties] == [
            (town.subject("ana"), "withdrawn", "queued")
        ]


def test_a_file_that_nobody_fetched_is_nobodys_duty(town: Town, ada: User) -> None:
    export = written(town, ada, channels=["email"])
    stop(town.subject("ana"))

    with acting(town.own):
        assert not Obligation.objects.filter(export=export.pk).exists()


def test_export_people_is_written_down_with_everybody_in_it_before_the_first_byte(town: Town, ada: User) -> None:
    export, actor = written(town, ada, channels=["email"]), actor_of(ada)

    with acting(actor), transaction.atomic():
        export_people(actor=actor, now=timezone.now(), export_id=export.pk, file_format="csv")
        event = Event.objects.get(verb="orgs.people.exported")
    told = (town.subject("ana"), town.subject("ana", "phone"), town.subject("ben"), town.subject("carla"))
    with acting(Actor(role="subject", subject_ids=told)), transaction.atomic():
        subjects = set(EventSubject.objects.filter(event_id=event.event_id).values_list("subject_id", flat=True))

    assert (event.object_ref, event.outcome, event.purpose) == (str(export.pk), "started", "contact")
    assert event.detail == {"people": 2, "for": "mailing", "channels": "email", "columns": 2, "format": "csv"}
    assert subjects == {town.subject("ana"), town.subject("ana", "phone"), town.subject("carla")}


def test_request_export_is_of_exactly_the_people_stated(town: Town, ada: User) -> None:
    with pytest.raises(ExportRefused) as refused:
        ask(actor_of(ada), stated=2)

    assert (refused.value.code, refused.value.count) == ("changed", 3)
    with acting(town.own):
        assert not PeopleExport.objects.exists()


@pytest.mark.parametrize("role", ["organizer", "fundraiser", "analyst", "volunteer"])
def test_request_export_is_a_right_of_its_own(town: Town, role: str) -> None:
    member = make_member(town.alder, role)

    with pytest.raises(PermissionDenied):
        ask(actor_of(member))


def test_request_export_refuses_columns_that_the_actor_does_not_see(town: Town) -> None:
    olga = make_member(town.alder, "organizer", "Olga Org")
    permit(town, olga)

    with pytest.raises(ExportRefused) as refused:
        ask(actor_of(olga), columns=["given_name", "given"])

    assert refused.value.code == "columns"


def test_a_right_that_was_taken_back_ends_what_is_on_its_way(town: Town) -> None:
    olga = make_member(town.alder, "organizer", "Olga Org")
    permit(town, olga)
    waiting, ready = ask(actor_of(olga), channels=["email"]), written(town, olga, channels=["email"])
    before = actor_of(olga)
    permit(town, olga, may_export=False)

    waiting = produce(town, waiting)

    assert (waiting.state, waiting.problem) == ("failed", "not_allowed")
    with acting(before), pytest.raises(PermissionDenied):
        hand_out_block(actor=before, now=timezone.now(), export_id=ready.pk, number=1)


def test_only_who_asked_for_a_file_fetches_it(town: Town, ada: User) -> None:
    export, other = written(town, ada, channels=["email"]), actor_of(make_member(town.alder, "admin", "Bob Boss"))

    with acting(other), pytest.raises(PermissionDenied):
        export_people(actor=other, now=timezone.now(), export_id=export.pk, file_format="csv")


def test_an_export_of_another_organization_does_not_exist(town: Town, ada: User) -> None:
    export = written(town, ada, channels=["email"])
    birch = actor_of(make_member(make_organization("birch"), "admin", "Bea Birch"))

    with acting(birch):
        with pytest.raises(Http404):
            discard_export(actor=birch, now=NOW, export_id=export.pk)
        with pytest.raises(Http404):
            hand_out_block(actor=birch, now=NOW, export_id=export.pk, number=1)
        with pytest.raises(Http404):
            export_people(actor=birch, now=NOW, export_id=export.pk, file_format="csv")


def test_produce_export_is_the_platforms_alone_and_goes_on_where_it_stopped(
    town: Town, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_blocks, "PEOPLE", 1)
    export, actor = ask(actor_of(ada), channels=["email"]), actor_of(ada)
    with acting(actor), pytest.raises(PermissionDenied):
        produce_export(actor=actor, now=NOW, export_id=export.pk)
    with acting(town.own):
        PeopleExport.objects.filter(pk=export.pk).update(state="writing")
        write_block(actor=town.own, now=NOW, export_id=export.pk)  # and then the worker was killed

    export = produce(town, again(town, export))
    produce(town, export)

    assert [row[0] for row in rows(ada, export)] == ["Carla", "Ana"]


def test_a_busy_person_is_waited_for(town: Town, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    real = export_gate.release_block

    def busy(*args: object, wait: bool, **more: object) -> object:
        asked.append(wait)
        return real(*args, wait=wait, **more) if wait else None  # type: ignore[arg-type]

    monkeypatch.setattr(export_blocks, "release_block", busy)
    monkeypatch.setattr(export_blocks, "PAUSE", 0)

    export = written(town, ada, channels=["email"])

    assert asked == [False] * export_blocks.TRIES + [True]
    assert export.given == 2


def test_discard_export_leaves_nothing_of_the_file(town: Town, ada: User) -> None:
    export, actor = written(town, ada, channels=["email"]), actor_of(ada)

    with acting(actor):
        discard_export(actor=actor, now=NOW, export_id=export.pk)
        assert not ExportBlock.objects.exists()
        assert not ExportedPerson.objects.exists()
        with pytest.raises(ExportRefused):
            export_people(actor=actor, now=NOW, export_id=export.pk, file_format="csv")
        with pytest.raises(ExportRefused):
            discard_export(actor=actor, now=NOW, export_id=export.pk)


def test_drop_exports_deletes_what_is_over(town: Town, ada: User) -> None:
    over, fresh = written(town, ada, channels=["email"]), written(town, ada, channels=["email"])
    actor = actor_of(ada)
    with acting(town.own):
        PeopleExport.objects.filter(pk=over.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    with acting(actor), pytest.raises(ExportRefused):
        export_people(actor=actor, now=NOW, export_id=over.pk, file_format="csv")

    with acting(town.own):
        assert drop_exports(actor=town.own, now=NOW) == 1

    assert (again(town, over).state, again(town, fresh).state) == ("expired", "ready")
    with acting(town.own):
        assert set(ExportBlock.objects.values_list("export_id", flat=True)) == {fresh.pk}


def test_somebody_who_is_erased_takes_every_file_along(town: Town, ada: User) -> None:
    hers, others = written(town, ada, channels=["email"]), written(
        town, ada, people=visible_people(town.own).filter(given_name="Carla"), stated=1
    )  # fmt: skip
    with acting(town.own), transaction.atomic():
        who = whom_to_forget(town.own, [town.people["ana"].pk])
        counts = forget(actor=town.own, now=NOW, who=who)

    hers = again(town, hers)
    assert (hers.state, hers.problem, again(town, others).state) == ("discarded", "erased", "ready")
    assert counts["orgs_exportblock"] == 1
    with acting(town.own):
        assert set(ExportBlock.objects.values_list("export_id", flat=True)) == {others.pk}


def test_a_household_shares_a_number_and_not_a_yes(town: Town, ada: User) -> None:
    make_person(town.alder, "Eva", "Ruiz", email="ana@mail.example")
    agree(town, town.subject("ana"), "phone")

    export = written(town, ada, channels=["email"])

    assert people_states(town, export)["Eva"] == ("left_out", "not_asked")


def test_the_platform_itself_fetches_no_file(town: Town, ada: User) -> None:
    export, own = written(town, ada), system_actor(organization_id=town.alder.pk)

    with acting(own), pytest.raises(PermissionDenied):
        export_people(actor=own, now=NOW, export_id=export.pk, file_format="csv")


def permit(town: Town, user: User, *, may_export: bool = True) -> None:
    """What the administrator ticks on their page."""
    user.memberships.filter(organization=town.alder).update(may_export=may_export)


def test_whoever_agreed_again_with_another_address_is_in_the_file_with_that_one(town: Town, ada: User) -> None:
    with acting(town.own):
        (other,) = add_contacts(
            actor=town.own, now=NOW, person_id=town.people["ana"].pk,
            contacts=[NewContact(ContactKind.EMAIL, "new@mail.example")],
        )  # fmt: skip
        first = ContactPoint.objects.filter(constituent=town.people["ana"], kind="email").order_by("id")[0]
        first.preferred = True
        first.save()
        record_bounce(actor=town.own, now=NOW, subject_id=first.subject_id, channel="email")
    export = written(town, ada, channels=["email"])
    assert export.left_out == {"bounced": 1, "not_asked": 1}
    ana = Actor(role="subject", subject_ids=(other.subject_id,))
    with acting(ana):
        lift = NewEvent(other.subject_id, "bounced_lifted", "person", 3, channel="email")
        yes = NewEvent(other.subject_id, "granted", "person", 3, town.alder.pk, purpose="contact", channel="email")
        record_events(actor=ana, now=NOW, events=[lift, yes])

    export = written(town, ada, channels=["email"])

    assert rows(ada, export) == [["Carla", "Diaz", "carla@mail.example"], ["Ana", "Ruiz", "new@mail.example"]]
