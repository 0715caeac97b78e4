"""What can be done to many people at once, and how each is undone: statements over the rows of one BulkChange.

A kind's ``put`` finds a row for everybody who was chosen, and leaves one for everybody whom it changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import BulkChange, PeopleList, Tag

NOT_CHANGED = """
DELETE FROM orgs_bulkchangedperson row USING {table} had
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s
   AND had.organization_id = row.organization_id AND had.constituent_id = row.constituent_id AND {same}
"""
NOT_HAD = """
DELETE FROM orgs_bulkchangedperson row
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s AND NOT EXISTS (
       SELECT 1 FROM {table} had WHERE had.organization_id = row.organization_id
          AND had.constituent_id = row.constituent_id AND {same})
"""
PUT = """
INSERT INTO {table} (organization_id, constituent_id, {columns})
SELECT row.organization_id, row.constituent_id, %(target)s, {who}, {moment}
  FROM orgs_bulkchangedperson row
  LEFT JOIN orgs_user u ON u.id = row.by
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s
ON CONFLICT DO NOTHING
"""
TAKE = """
DELETE FROM {table} had USING orgs_bulkchangedperson row
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s
   AND had.organization_id = row.organization_id AND had.constituent_id = row.constituent_id AND {same}
"""
KEEP = """
UPDATE orgs_bulkchangedperson row SET by = had.{by}, at = had.{at}
  FROM {table} had
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s
   AND had.organization_id = row.organization_id AND had.constituent_id = row.constituent_id AND {same}
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A table that links people to a tag or a list, with who put them there and when."""

    table: str
    target: str
    by: str
    at: str
    model: type[Any]

    def run(self, statement: str, actor: Actor, change: BulkChange, *, added: bool = False) -> None:
        """One of the statements above. ``added``: only the rows that this change added."""
        same = f"had.{self.target} = %(target)s" + (f" AND had.{self.at} = %(done_at)s" if added else "")
        text = statement.format(
            table=self.table, same=same, by=self.by, at=self.at, columns=f"{self.target}, {self.by}, {self.at}",
            who="u.id" if added else "%(by)s::bigint", moment="row.at" if added else "%(done_at)s",
        )  # fmt: skip
        run(text, actor, change)

    def put(self, actor: Actor, change: BulkChange) -> None:
        """Link everybody who is not linked yet."""
        self.run(NOT_CHANGED, actor, change)
        self.run(PUT, actor, change)

    def take_back(self, actor: Actor, change: BulkChange) -> bool:
        """Unlink those whom ``put`` linked, if nobody did so since."""
        self.run(TAKE, actor, change, added=True)
        return True

    def take(self, actor: Actor, change: BulkChange) -> None:
        """Unlink everybody who is linked."""
        self.run(NOT_HAD, actor, change)
        self.run(KEEP, actor, change)
        self.run(TAKE, actor, change)

    def put_back(self, actor: Actor, change: BulkChange) -> bool:
        """Link those again whom ``take`` unlinked, as they were; not when there is nothing to link them to any more."""
        if not owned(self.model.objects.all(), actor).filter(pk=change.target).exists():
            return False
        self.run(PUT, actor, change, added=True)
        return True


def run(statement: str, actor: Actor, change: BulkChange) -> None:
    """A statement over the rows of a change."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {
            "organization": actor.organization_id, "change": change.pk, "target": change.target,
            "words": change.words, "by": actor.user_id, "done_at": change.done_at, "due": change.due,
        })  # fmt: skip


TAGS = Link("orgs_constituenttag", "tag_id", "tagged_by_id", "tagged_at", Tag)
LISTS = Link("orgs_peoplelistmember", "list_id", "added_by_id", "added_at", PeopleList)

LOCK = """
SELECT 1 FROM orgs_constituent person
 WHERE person.organization_id = %(organization)s AND person.id IN (
       SELECT constituent_id FROM orgs_bulkchangedperson
        WHERE organization_id = %(organization)s AND change_id = %(change)s)
 ORDER BY person.id FOR NO KEY UPDATE
"""
HELD = """
DELETE FROM orgs_bulkchangedperson row USING orgs_constituentrole held
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s
   AND held.organization_id = row.organization_id AND held.constituent_id = row.constituent_id
   AND held.role = %(words)s AND (held.until IS NULL OR held.until >= (%(done_at)s)::date)
"""
GIVE = """
WITH given AS (
    INSERT INTO orgs_constituentrole (organization_id, constituent_id, role, since)
    SELECT organization_id, constituent_id, %(words)s, (%(done_at)s)::date FROM orgs_bulkchangedperson
     WHERE organization_id = %(organization)s AND change_id = %(change)s
    RETURNING id, constituent_id)
UPDATE orgs_bulkchangedperson row SET row = given.id FROM given
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s
   AND row.constituent_id = given.constituent_id
"""
TAKE_ROLE = """
DELETE FROM orgs_constituentrole held USING orgs_bulkchangedperson row
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s
   AND held.organization_id = row.organization_id AND held.constituent_id = row.constituent_id
   AND held.id = row.row AND held.role = %(words)s AND held.until IS NULL
"""


def give_role(actor: Actor, change: BulkChange) -> None:
    """Give the role from today to everybody who does not hold it."""
    run(LOCK, actor, change)  # a role that is written down by hand meanwhile waits, and is compared
    run(HELD, actor, change)
    run(GIVE, actor, change)


def take_role_back(actor: Actor, change: BulkChange) -> bool:
    """Remove the roles that were given, where nobody ended them since."""
    run(TAKE_ROLE, actor, change)
    return True


GIVE_TASK = """
WITH given AS (
    INSERT INTO orgs_task (organization_id, constituent_id, title, assignee_id, due, source, made_by_id, made_at,
                           given_by_id)
    SELECT organization_id, constituent_id, %(words)s, %(target)s, %(due)s, 'bulk', %(by)s, %(done_at)s, %(by)s
      FROM orgs_bulkchangedperson WHERE organization_id = %(organization)s AND change_id = %(change)s
    RETURNING id, constituent_id)
UPDATE orgs_bulkchangedperson row SET row = given.id FROM given
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s
   AND row.constituent_id = given.constituent_id
"""
TAKE_TASK = """
DELETE FROM orgs_task task USING orgs_bulkchangedperson row
 WHERE row.organization_id = %(organization)s AND row.change_id = %(change)s
   AND task.organization_id = row.organization_id AND task.id = row.row AND task.source = 'bulk'
   AND task.done_at IS NULL AND task.changed_at IS NULL
"""


def give_tasks(actor: Actor, change: BulkChange) -> None:
    """Write the task down for everybody: ``target`` does it, or whoever takes it."""
    run(GIVE_TASK, actor, change)


def take_tasks_back(actor: Actor, change: BulkChange) -> bool:
    """Remove those that nobody finished or changed since."""
    run(TAKE_TASK, actor, change)
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """One bulk action: who may, how it is done and undone, and its verb in the log."""

    allowed: Callable[[Actor], bool]
    put: Callable[[Actor, BulkChange], None]
    undo: Callable[[Actor, BulkChange], bool]
    verb: str
    unit: str = ""  # what ``target`` is the id of


KINDS = {
    "tag": Kind(policies.can_edit_tags, TAGS.put, TAGS.take_back, "orgs.bulk.tagged", "tag"),
    "untag": Kind(policies.can_edit_tags, TAGS.take, TAGS.put_back, "orgs.bulk.untagged", "tag"),
    "role": Kind(policies.can_edit_people, give_role, take_role_back, "orgs.bulk.role_given"),
    "task": Kind(policies.can_read_tasks_about_people, give_tasks, take_tasks_back, "orgs.bulk.task_given", "user"),
    "list": Kind(policies.can_edit_lists, LISTS.put, LISTS.take_back, "orgs.bulk.listed", "people_list"),
    "unlist": Kind(policies.can_edit_lists, LISTS.take, LISTS.put_back, "orgs.bulk.unlisted", "people_list"),
}
