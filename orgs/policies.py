"""Who may do what inside one organization. Pure predicates; across organizations the two walls decide."""

from coalition.platform.tenancy import Actor
from orgs.models import AccessRequest, BulkChange, PeopleExport, RestrictedGroup, SavedView, Task, Trigger
from orgs.rules.fields import LEVELS, Field, fields_seen

ADMIN = frozenset({"admin", "system"})
ORGANIZERS = ADMIN | {"organizer"}
STAFF = ORGANIZERS | {"fundraiser"}
READERS = STAFF | {"analyst"}
FUNDRAISERS = ADMIN | {"fundraiser"}
# Rights of a member beside the role, with the organization as their object.
EXPORT, MERGE = "export_people", "merge_people"


def can_import(actor: Actor) -> bool:
    """Bring spreadsheets in."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_read_people(actor: Actor) -> bool:
    """See the organization's people by name."""
    return can_read_field(actor, Field.NAME)


def can_read_field(actor: Actor, field: Field) -> bool:
    """See these facts of the organization's people, as ``orgs.rules.fields`` says."""
    return actor.organization_id is not None and field in fields_seen(actor.role)


def can_read_aggregates(actor: Actor) -> bool:
    """See how many people there are, by place, topic and segment; no names."""
    return actor.organization_id is not None and actor.role in READERS


def can_edit_people(actor: Actor) -> bool:
    """Add and change people."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_log_interactions(actor: Actor) -> bool:
    """Write down what a person did, or was done with them."""
    return actor.organization_id is not None and actor.role in STAFF


def can_read_inbox(actor: Actor) -> bool:
    """Read what colleagues want one to know: notes that name one."""
    return actor.organization_id is not None and actor.role in STAFF


def can_read_contact_points(actor: Actor) -> bool:
    """See how to reach people: analysts and volunteers do not."""
    return can_read_field(actor, Field.CONTACT)


def can_show_contact(actor: Actor) -> bool:
    """See an address or number of somebody who may not be contacted, for administration."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_read_consent(actor: Actor) -> bool:
    """Read why a person may (not) be contacted, and since when."""
    return can_read_field(actor, Field.CONSENT)


def can_record_consent(actor: Actor) -> bool:
    """Write down what a person said or signed. Volunteers record a no on the calling screen, and nothing else."""
    return actor.organization_id is not None and actor.role in STAFF


def can_report_block(actor: Actor) -> bool:
    """Report that a person died, is under age, complained, or cannot be reached."""
    return actor.organization_id is not None and actor.role in STAFF


def can_take_back_block(actor: Actor) -> bool:
    """Say that such a report was a mistake."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_remove_dead_addresses(actor: Actor) -> bool:
    """Take addresses that do not work off people's records."""
    return can_edit_people(actor)


def can_manage_members(actor: Actor) -> bool:
    """Invite, change roles, deactivate."""
    return actor.organization_id is not None and actor.role in ADMIN


def can_change_organization(actor: Actor) -> bool:
    """Say who answers for the organization's data: legal name, address, contact."""
    return actor.organization_id is not None and actor.role in ADMIN


def can_edit_segments(actor: Actor) -> bool:
    """Save segments."""
    return actor.organization_id is not None and actor.role in READERS


def can_write_messages(actor: Actor) -> bool:
    """Write to people in the organization's name, and read what they answer."""
    return actor.organization_id is not None and actor.role in STAFF


def can_change_preferences(actor: Actor) -> bool:
    """Note what a person wants to hear about, how they like to be reached, and what they offer."""
    return can_edit_people(actor)


def can_read_giving(actor: Actor) -> bool:
    """See that somebody gives, since when, and what they were asked for; without amounts."""
    return can_read_field(actor, Field.GIVING)


def can_read_amounts(actor: Actor) -> bool:
    """See amounts of money next to a name: gifts, asks, and what somebody could give."""
    return can_read_field(actor, Field.AMOUNTS)


def can_record_gifts(actor: Actor) -> bool:
    """Record, change and take back gifts and recurring plans, note what somebody could give, keep the funds."""
    return can_read_amounts(actor)


def can_export_gifts(actor: Actor) -> bool:
    """Download gifts with names and amounts: who sees them, and may take people out."""
    return can_read_amounts(actor) and can_export_people(actor)


def can_read_giving_totals(actor: Actor) -> bool:
    """See what was given per fund and month, without names."""
    return actor.organization_id is not None and actor.role in FUNDRAISERS | {"analyst"}


def can_record_asks(actor: Actor) -> bool:
    """Write down what somebody was asked for, and their answer."""
    return actor.organization_id is not None and actor.role in STAFF


def can_read_tags(actor: Actor) -> bool:
    """See which tags there are, and how many people have each."""
    return actor.organization_id is not None and actor.role in READERS


def can_edit_tags(actor: Actor) -> bool:
    """Put tags on people; rename, merge and delete them."""
    return can_edit_people(actor)


def can_manage_fields(actor: Actor) -> bool:
    """Say what is written down about people: custom fields, and what is not collected any more."""
    return actor.organization_id is not None and actor.role in ADMIN


def can_see_field(actor: Actor, visible_to: str) -> bool:
    """See a custom field of that level: staff, organizers, fundraisers or admins."""
    return actor.organization_id is not None and actor.role in LEVELS.get(visible_to, frozenset())


def can_edit_custom_values(actor: Actor) -> bool:
    """Write down what people have in the custom fields that one sees."""
    return actor.organization_id is not None and actor.role in STAFF


def can_read_districts(actor: Actor) -> bool:
    """See the districts, and how many of the organization's people live in each."""
    return actor.organization_id is not None and actor.role in READERS


def can_manage_districts(actor: Actor) -> bool:
    """Upload districts and throw them away."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_change_relationships(actor: Actor) -> bool:
    """Write down who is tied to whom, and confirm what somebody seems to care about."""
    return actor.organization_id is not None and actor.role in STAFF


def can_ask_for_introductions(actor: Actor) -> bool:
    """See who of those we know can introduce us to somebody."""
    return can_read_field(actor, Field.RELATIONSHIPS)


def can_manage_restricted(actor: Actor) -> bool:
    """Make restricted groups, and say who sees the people in them: of those groups that one sees oneself."""
    return actor.organization_id is not None and actor.role in ADMIN


def can_restrict_people(actor: Actor) -> bool:
    """Put a person into a restricted group."""
    return actor.organization_id is not None and actor.role in STAFF


def can_keep_group(actor: Actor, group: RestrictedGroup) -> bool:
    """Take people out of a restricted group, and open their records to colleagues for a time."""
    if not can_restrict_people(actor) or group.organization_id != actor.organization_id:
        return False
    return actor.role in ADMIN or group.keeper_id == actor.user_id or group.keeper_role == actor.role


def can_ask_access(actor: Actor) -> bool:
    """Ask to see a restricted record, or to reach out to somebody who has a steward."""
    return actor.organization_id is not None and actor.user_id is not None and actor.role in STAFF


def can_break_glass(actor: Actor) -> bool:
    """Open a restricted record in an emergency, once a second person approved."""
    return actor.organization_id is not None and actor.user_id is not None and actor.role in ADMIN


def can_approve_glass(actor: Actor, request: AccessRequest) -> bool:
    """Approve the breaking of a glass: somebody of the staff who did not ask for it."""
    return (
        can_ask_access(actor)
        and request.organization_id == actor.organization_id
        and (request.asked_by_id != actor.user_id)
    )


def can_set_steward(actor: Actor, steward_id: int | None) -> bool:
    """Say who looks after a person, and by which rule: where nobody does yet, where one does oneself, or as admin."""
    if actor.organization_id is None or actor.role not in STAFF:
        return False
    return steward_id is None or steward_id == actor.user_id or actor.role in ADMIN


def can_hand_over(actor: Actor) -> bool:
    """Give everything a colleague looks after to another one."""
    return can_manage_members(actor)


def can_undo_removal(actor: Actor, kind: str) -> bool:
    """Put back what was removed, from everybody or from one person: whoever may remove that."""
    if kind == "person":
        return can_edit_people(actor)
    return can_edit_tags(actor) if kind in ("tag", "merged") else can_manage_fields(actor)


def can_edit_lists(actor: Actor) -> bool:
    """Make lists of people by hand, and put people on them."""
    return actor.organization_id is not None and actor.role in STAFF


def can_save_views(actor: Actor) -> bool:
    """Keep filters and columns of the people table under a name, for oneself or for colleagues."""
    return can_read_people(actor) and actor.user_id is not None


def can_change_view(actor: Actor, view: SavedView) -> bool:
    """Change or delete a saved view: one's own."""
    return can_save_views(actor) and view.organization_id == actor.organization_id and view.owner_id == actor.user_id


def can_search(actor: Actor) -> bool:
    """Search by name over what one may see of one's own organization."""
    return actor.organization_id is not None and actor.role in READERS


def can_change_many(actor: Actor) -> bool:
    """Choose people in the table and do something with all of them; each thing has a right of its own besides."""
    return can_edit_people(actor) or can_edit_lists(actor)


def can_undo_change(actor: Actor, change: BulkChange) -> bool:
    """Undo what was done to many people at once: what one did oneself, or as admin."""
    if not can_change_many(actor) or change.organization_id != actor.organization_id:
        return False
    return actor.role in ADMIN or change.done_by_id == actor.user_id


def can_follow_first_week(actor: Actor) -> bool:
    """See what a new organization does first."""
    return actor.organization_id is not None and actor.user_id is not None and actor.role in ORGANIZERS


def can_read_tasks(actor: Actor) -> bool:
    """See what is to be done: one's own tasks and the team's. Analysts see those that are about nobody."""
    return actor.organization_id is not None and actor.role in READERS


def can_read_tasks_about_people(actor: Actor) -> bool:
    """See what is to be done about a person."""
    return can_read_tasks(actor) and can_read_people(actor)


def can_add_task(actor: Actor, *, about_person: bool) -> bool:
    """Write down what is to be done."""
    return can_read_tasks_about_people(actor) if about_person else can_read_tasks(actor)


def can_change_task(actor: Actor, task: Task) -> bool:
    """Change, give, put off or remove a task: who wrote or has it, everybody while nobody has it, administrators."""
    if not can_add_task(actor, about_person=task.constituent_id is not None):
        return False
    if task.organization_id != actor.organization_id:
        return False
    if actor.role in ADMIN or task.assignee_id is None:
        return True
    return actor.user_id is not None and actor.user_id in (task.assignee_id, task.made_by_id)


def can_export_people(actor: Actor) -> bool:
    """Take people out as a file: administrators, and those of the staff to whom they gave this right."""
    return _given(actor, EXPORT)


def can_merge_people(actor: Actor) -> bool:
    """Make one record of two: administrators, and those of the staff to whom they gave this right."""
    return _given(actor, MERGE)


def can_fetch_export(actor: Actor, export: PeopleExport) -> bool:
    """Download a file, or throw it away: whoever asked for it, as long as they may export."""
    return (
        can_export_people(actor)
        and export.organization_id == actor.organization_id
        and actor.user_id is not None
        and export.made_by_id == actor.user_id
    )


def can_discard_export(actor: Actor, export: PeopleExport) -> bool:
    """Stop an export, or throw its file away: one's own, or as admin."""
    own = can_fetch_export(actor, export)
    return own or (export.organization_id == actor.organization_id and actor.role in ADMIN)


def _given(actor: Actor, right: str) -> bool:
    if actor.organization_id is None or not can_read_people(actor):
        return False
    return actor.role in ADMIN or actor.may(right, actor.organization_id)


def can_switch_digest(actor: Actor) -> bool:
    """Switch one's own daily mail on or off: whoever can have something that is due."""
    return can_read_tasks(actor) and actor.user_id is not None


def can_manage_triggers(actor: Actor) -> bool:
    """See the triggers and what they did; make, change, pause and delete them."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_change_trigger(actor: Actor, trigger: Trigger) -> bool:
    """The same of one trigger: what it did tells who gave much, where it asks, or asked, for an amount."""
    if not can_manage_triggers(actor) or trigger.organization_id != actor.organization_id:
        return False
    before = trigger.earlier
    amounts = trigger.least is not None or any(kept["least"] or kept.get("closed") for kept in before)
    return not amounts or can_read_amounts(actor)
