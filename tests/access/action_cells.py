"""Actors whom no page lets come so far: the actions and queries below refuse them by themselves.

Each cell calls an action as somebody who may not; ``passed`` says whether it went through.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.explorer.actions.exports import export_events
from audit.explorer.queries.people import people_named
from coalition.platform.tenancy import Actor, acting
from consent.capture.actions.purging import purge_sign_ups
from consent.ledger.actions.blocks import report_block, take_back_block
from consent.ledger.actions.bulk_gate import release_contacts
from consent.ledger.actions.events import record_events, withdraw
from consent.ledger.actions.gate import claim_contact
from consent.ledger.actions.imported import record_imported
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.actions.obligations import attest_obligations, mark_overdue
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from consent.propagation.actions.feed import publish_withdrawals
from orgs import policies
from orgs.actions.access import answer_access
from orgs.actions.custom_fields import FieldPlan, save_field
from orgs.actions.digests import send_digests
from orgs.actions.engagement import refresh_engagement
from orgs.actions.exports import FilePlan, Whom, discard_export, export_people, request_export
from orgs.actions.gifts import export_gifts
from orgs.actions.preferences import Wishes, change_preferences
from orgs.actions.restricted import GroupFacts, restrict_person, save_group, unrestrict_person
from orgs.actions.stewardship import StewardRefused, hand_over, set_steward
from orgs.actions.tasks import TaskFacts, add_task, change_task, drop_tasks
from orgs.actions.trigger_runs import run_triggers
from orgs.actions.triggers import drop_triggers, pause_trigger
from orgs.models import AccessRequest, Membership, Stewardship
from orgs.queries.custom_fields import custom_fields
from orgs.queries.gifts import GiftFilter
from orgs.queries.visible import visible_people
from sharing.actions.agreements import create_agreement
from sharing.actions.calls import lease_call
from sharing.actions.campaigns import CampaignPlan, create_campaign
from tests.access.matrix_database import rolled_back
from tests.access.world import World
from tests.factories import NOW, actor_of


def _analyst(world: World) -> Actor:
    return actor_of(world.of["alder"].users["analyst"])


def _bystander(world: World) -> Actor:
    """Somebody in the scope of a coalition without a role in it."""
    coalition = world.of["valley"].owner.pk
    return Actor(role="none", coalition_id=coalition, coalition_ids=(coalition,))


def _for_cedar(world: World) -> NewEvent:
    return NewEvent(
        subject_id=world.of["alder"].ids["subject"], kind="granted", actor_kind="staff", evidence=1, purpose="contact",
        channel="phone", recipient_organization=world.of["cedar"].owner.pk,
    )  # fmt: skip


def _record_for_another(world: World) -> object:
    return record_events(actor=actor_of(world.of["alder"].users["admin"]), now=NOW, events=[_for_cedar(world)])


def _record_imported(world: World) -> object:
    return record_imported(actor=_analyst(world), now=NOW, source="test", choices=[])


def _withdraw(world: World) -> object:
    subjects = [world.of["alder"].ids["subject"]]
    return withdraw(actor=_analyst(world), now=NOW, subject_ids=subjects, scope=Withdrawal())


def _withdraw_for_another_person(world: World) -> object:
    somebody = Actor(role="subject", subject_ids=(world.of["cedar"].ids["subject"],))
    subjects = [world.of["alder"].ids["subject"]]
    return withdraw(actor=somebody, now=NOW, subject_ids=subjects, scope=Withdrawal())


def _claim(world: World) -> object:
    subject = world.of["alder"].ids["subject"]
    return claim_contact(actor=_analyst(world), now=NOW, contacted=subject, subject_ids=[subject], channel="phone")


def _organizer(world: World) -> Actor:
    return actor_of(world.of["alder"].users["organizer"])


def _attest(world: World) -> object:
    ids = [UUID(world.of["alder"].ids["obligation"])]
    return attest_obligations(actor=_organizer(world), now=NOW, obligation_ids=ids, answer="deleted")


def _mark_overdue(world: World) -> object:
    return mark_overdue(actor=_organizer(world), now=NOW)


def _publish(world: World) -> object:
    return publish_withdrawals(actor=_organizer(world), now=NOW)


def _notice(world: World) -> object:
    return ensure_notice(actor=_analyst(world), now=NOW, name="n", language="en", text="words", recipients=[])


def _agreement(world: World) -> object:
    return create_agreement(
        actor=_bystander(world), now=NOW, title="t", text="t", modes=["count"], purposes=["contact"],
        channels=["phone"], recipients=[],
    )  # fmt: skip


def _campaign(world: World) -> object:
    plan = CampaignPlan(name="New", starts_on=date(2026, 1, 1), ends_on=date(2099, 1, 1))
    return create_campaign(actor=_bystander(world), now=NOW, plan=plan)


def _export_gifts(world: World) -> object:
    export_gifts(actor=_analyst(world), now=NOW, wanted=GiftFilter())
    return True


def _names_in_events(world: World) -> object:
    return people_named(_analyst(world), "Kanari") or None


def _lease_from_a_list_of_others(world: World) -> object:
    volunteer = replace(actor_of(world.of["alder"].users["volunteer"]), objects=frozenset())
    return lease_call(actor=volunteer, now=NOW, call_list_id=world.of["alder"].ids["call_list"])


def _export_events(world: World) -> object:
    export_events(actor=_analyst(world), now=NOW, filtered=False, one_person=False)
    return True


def _purge_sign_ups(world: World) -> object:
    return purge_sign_ups(actor=actor_of(world.of["alder"].users["admin"]), now=NOW)


def _report_block(world: World) -> object:
    subjects = [world.of["alder"].ids["subject"]]
    return report_block(actor=_analyst(world), now=NOW, subject_ids=subjects, kind="deceased", evidence_ref="heard")


def _take_back_block(world: World) -> object:
    subjects = [world.of["alder"].ids["subject"]]
    admin = actor_of(world.of["alder"].users["admin"])
    report_block(actor=admin, now=NOW, subject_ids=subjects, kind="deceased", evidence_ref="heard")
    return take_back_block(actor=_analyst(world), now=NOW, subject_ids=subjects, kind="deceased", evidence_ref="met")


def _change_preferences(world: World) -> object:
    person = world.of["alder"].ids["person"]
    analyst = _analyst(world)
    change_preferences(actor=analyst, now=NOW, person_id=person, wishes=Wishes(channel="phone"), said_by=analyst)
    return True


def _compute_engagement(world: World) -> object:
    refresh_engagement(actor=actor_of(world.of["alder"].users["admin"]), now=NOW)
    return True


def _approve_own_glass(world: World) -> object:
    mine = world.of["alder"]
    admin, ids = actor_of(mine.users["admin"]), mine.ids
    asked = AccessRequest.objects.create(
        organization_id=mine.owner.pk, constituent_id=ids["closed"], kind="break_glass",
        asked_by=mine.users["admin"], due_at=NOW,
    )  # fmt: skip
    return answer_access(actor=admin, now=NOW, request_id=asked.pk, days=1)


def _take_over_as_steward(world: World) -> object:
    mine = world.of["alder"]
    organizer, person = actor_of(mine.users["organizer"]), mine.ids["person"]
    Stewardship.objects.create(organization_id=mine.owner.pk, constituent_id=person, steward=mine.users["admin"])
    try:
        return set_steward(
            actor=organizer, now=NOW, person_id=person, steward_id=mine.users["organizer"].pk, rule="open"
        )
    except StewardRefused:
        return None


def _hand_over(world: World) -> object:
    users = world.of["alder"].users
    leaving = Membership.objects.get(user=users["fundraiser"])
    organizer = actor_of(users["organizer"])
    return hand_over(actor=organizer, now=NOW, membership_id=leaving.pk, successor_id=users["organizer"].pk)


def _open_group_of_another(world: World) -> object:
    mine = world.of["alder"]
    users, person = mine.users, mine.ids["person"]
    facts = GroupFacts("Guests", "other", keeper=users["admin"].pk, roles=("admin", "fundraiser"))
    group = save_group(actor=actor_of(users["admin"]), now=NOW, facts=facts)
    restrict_person(actor=actor_of(users["admin"]), now=NOW, person_id=person, group_id=group.pk)
    return unrestrict_person(actor=actor_of(users["fundraiser"]), now=NOW, person_id=person, group_id=group.pk)


def _field_of_admins(world: World) -> object:
    users = world.of["alder"].users
    plan = FieldPlan("Guests", "text", visible_to="admins")
    field = save_field(actor=actor_of(users["admin"]), now=NOW, plan=plan)
    return custom_fields(actor_of(users["organizer"])).filter(pk=field.pk).first()


def _change_task_of_a_colleague(world: World) -> object:
    mine = world.of["alder"]
    task, facts = mine.ids["taken_task"], TaskFacts("Other")
    fundraiser = actor_of(mine.users["fundraiser"])
    return change_task(actor=fundraiser, now=NOW, today=NOW.date(), task_id=task, facts=facts)


def _task_about_somebody(world: World) -> object:
    person = world.of["alder"].ids["person"]
    return add_task(actor=_analyst(world), now=NOW, today=NOW.date(), facts=TaskFacts("Call"), person_id=person)


def _drop_tasks(world: World) -> object:
    return drop_tasks(actor=actor_of(world.of["alder"].users["admin"]), now=NOW)


def _send_digests(world: World) -> object:
    return send_digests(actor=actor_of(world.of["alder"].users["admin"]), now=NOW, today=NOW.date())


def _permitted(world: World, role: str) -> Actor:
    """A member of Alder to whom the right to export was given."""
    user = world.of["alder"].users[role]
    Membership.objects.filter(user=user).update(may_export=True)
    return actor_of(user)


def _ask_for_a_file(world: World) -> object:
    organizer = _organizer(world)
    whom = Whom(visible_people(organizer), visible_people(organizer).count(), "all")
    return request_export(actor=organizer, now=NOW, whom=whom, plan=FilePlan("analysis", [], ["given_name"]))


def _fetch_file_of_another(world: World) -> object:
    organizer, export = _permitted(world, "organizer"), world.of["alder"].ids["export"]
    return export_people(actor=organizer, now=timezone.now(), export_id=export, file_format="csv")


def _discard_file_of_another(world: World) -> object:
    return discard_export(actor=_permitted(world, "organizer"), now=NOW, export_id=world.of["alder"].ids["export"])


def _release_contacts(world: World) -> object:
    pairs = [(1, world.of["alder"].ids["subject"])]
    return release_contacts(actor=_analyst(world), now=NOW, people=pairs, channels=["email"])


def _merge_people(world: World) -> object:
    return policies.can_merge_people(_organizer(world)) or None


def _pause_trigger_about_money(world: World) -> object:
    trigger = world.of["alder"].ids["rich_trigger"]
    return pause_trigger(actor=_organizer(world), now=NOW, trigger_id=trigger)


def _run_triggers(world: World) -> object:
    return run_triggers(actor=actor_of(world.of["alder"].users["admin"]), now=NOW)


def _drop_triggers(world: World) -> object:
    return drop_triggers(actor=actor_of(world.of["alder"].users["admin"]), now=NOW)


CELLS: dict[str, Callable[[World], object]] = {
    "an organizer pauses a trigger that asks for an amount": _pause_trigger_about_money,
    "an admin does the work of the triggers": _run_triggers,
    "an admin forgets deleted triggers": _drop_triggers,
    "an organizer asks for a file of people": _ask_for_a_file,
    "an organizer who may export fetches the file of an admin": _fetch_file_of_another,
    "an organizer who may export throws the file of an admin away": _discard_file_of_another,
    "an analyst passes the gate for many": _release_contacts,
    "an organizer merges people": _merge_people,
    "a fundraiser changes what a colleague has to do": _change_task_of_a_colleague,
    "an analyst writes down what is to be done about somebody": _task_about_somebody,
    "an admin does the platform's rounds on tasks": _drop_tasks,
    "an admin sends the daily mails": _send_digests,
    "an organizer hands a colleague's people over": _hand_over,
    "a fundraiser takes somebody out of a group of another keeper": _open_group_of_another,
    "an organizer reads a field for administrators": _field_of_admins,
    "an admin approves the glass that they break themselves": _approve_own_glass,
    "an organizer takes somebody over from their steward": _take_over_as_steward,
    "an admin records consent for another organization": _record_for_another,
    "an analyst records what a list says": _record_imported,
    "an analyst withdraws for somebody": _withdraw,
    "a person withdraws for another": _withdraw_for_another_person,
    "an analyst claims a contact": _claim,
    "an analyst writes a notice": _notice,
    "somebody without role writes an agreement": _agreement,
    "somebody without role starts a campaign": _campaign,
    "a volunteer calls a list of another group": _lease_from_a_list_of_others,
    "an admin does the platform's rounds on sign-ups": _purge_sign_ups,
    "an organizer attests withdrawals": _attest,
    "an organizer runs the clock of duties": _mark_overdue,
    "an organizer does the platform's rounds on feeds": _publish,
    "an admin does the platform's rounds on engagement": _compute_engagement,
    "an analyst reports somebody dead": _report_block,
    "an analyst takes a report back": _take_back_block,
    "an analyst changes somebody's wishes": _change_preferences,
    "an analyst downloads the log": _export_events,
    "an analyst downloads gifts": _export_gifts,
    "an analyst looks for people in the log": _names_in_events,
}


def passed(world: World, cell: str) -> bool:
    """Whether the cell's call goes through, in the scope of its own actor."""
    try:
        with rolled_back(), transaction.atomic(), acting(_analyst(world)):
            return CELLS[cell](world) is not None
    except (PermissionDenied, Http404):
        return False
