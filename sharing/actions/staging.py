"""Staging the candidates of an audience: one organization at a time, in its scope, set-based, ids only."""

from django.db import connection

from coalition.platform.tenancy import Actor
from orgs.queries.held import held_back
from orgs.queries.households import SHARED
from orgs.queries.visible import sight_of
from sharing.models import Campaign, Grant
from sharing.queries.grants import granted_people

OWN_PEOPLE_EVIDENCE = 1
KIND_OF_CHANNEL = {"phone": "phone", "sms": "phone", "email": "email"}

_MEMBERS = """
INSERT INTO person_record (organization, person) SELECT %s, member.id FROM ({members}) AS member(id)
"""
_KEYS = """
INSERT INTO person_key (organization, person, subject, name)
SELECT DISTINCT record.organization, record.person, point.subject_id,
       CASE WHEN shared.subject_id IS NOT NULL THEN commonlist.name_key(point.subject_id, person.given_name) END
  FROM person_record record
  JOIN orgs_contactpoint point
    ON point.organization_id = %(organization)s AND point.constituent_id = record.person
  JOIN orgs_constituent person
    ON person.organization_id = %(organization)s AND person.id = record.person
  LEFT JOIN ({shared}) shared ON shared.subject_id = point.subject_id
 WHERE record.organization = %(organization)s
"""
_CONTACT_POINT = """
UPDATE person_record record SET contact_point = point.id, contacted = point.subject_id
  FROM (
    SELECT DISTINCT ON (point.constituent_id) point.constituent_id, point.id, point.subject_id
      FROM orgs_contactpoint point
      LEFT JOIN commonlist.not_working(%(channel)s) AS dead(subject_id) ON dead.subject_id = point.subject_id
     WHERE point.organization_id = %(organization)s AND point.kind = %(kind)s AND NOT point.wrong
     ORDER BY point.constituent_id, dead.subject_id IS NOT NULL, point.preferred DESC, point.id
  ) point
 WHERE record.organization = %(organization)s AND point.constituent_id = record.person
"""
_WITHOUT = """
UPDATE person_record SET reason = 'no_' || %(kind)s WHERE organization = %(organization)s AND contact_point IS NULL
"""
_SPOKEN_WITH = """
UPDATE person_record record SET reason = 'already_contacted'
  FROM sharing_calllistentry entry JOIN sharing_calllist list
    ON list.organization_id = entry.organization_id AND list.id = entry.call_list_id
 WHERE entry.organization_id = %(organization)s AND list.campaign_id = %(campaign)s
   AND entry.state IN ('leased', 'done')
   AND record.organization = %(organization)s AND record.person = entry.constituent_id
"""
_DECIDE = """
UPDATE person_record record SET reason = verdict.reason
  FROM (
    SELECT array_agg(key.person ORDER BY key.person, key.subject) AS people,
           array_agg(key.subject ORDER BY key.person, key.subject) AS subjects,
           array_agg(key.name ORDER BY key.person, key.subject) AS names
      FROM person_key key JOIN person_record record USING (organization, person)
     WHERE key.organization = %(organization)s AND record.reason IS NULL
  ) keys
 CROSS JOIN LATERAL commonlist.decide(
    keys.people, keys.subjects, %(organization)s, %(coalition)s, %(campaign)s, %(purpose)s, %(channel)s,
    clock_timestamp(), %(evidence)s, names => keys.names
 ) verdict
 WHERE record.organization = %(organization)s AND record.person = verdict.person AND NOT verdict.allowed
"""
# Whom the organization keeps back itself: stewarded people. Restricted records are no candidates.
_HELD = """
UPDATE person_record record SET reason = held.reason
  FROM (SELECT person, max(reason) AS reason FROM ({held}) AS kept(person, reason) GROUP BY 1) held
 WHERE record.organization = %s AND record.person = held.person
"""
# How well an organization knows somebody: ten points for each interaction of the last two years, 100 at most.
_AFFINITY = """
UPDATE person_record record SET affinity = least(100, 10 * known.times)
  FROM (
    SELECT constituent_id, count(*) AS times
      FROM orgs_interaction
     WHERE organization_id = %(organization)s
       AND occurred_at > transaction_timestamp() - interval '2 years' AND occurred_at <= transaction_timestamp()
     GROUP BY constituent_id
  ) known
 WHERE record.organization = %(organization)s AND record.person = known.constituent_id
"""


def stage_candidates(own: Actor, campaign: Campaign, grant: Grant) -> None:
    """Put the members of a granted segment into ``person_record``: whom to reach how, and why not.

    Call it in that organization's scope. ``reason`` stays empty for those whom the organization may contact.
    """
    values = {
        "organization": own.organization_id,
        "coalition": campaign.coalition_id,
        "campaign": campaign.pk,
        "purpose": campaign.purpose,
        "channel": campaign.channel,
        "kind": KIND_OF_CHANNEL.get(campaign.channel, "phone"),
        "evidence": OWN_PEOPLE_EVIDENCE,
    }
    members, parameters = granted_people(own, grant).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS.format(members=members), [own.organization_id, *parameters])
        cursor.execute("ANALYZE person_record")
        cursor.execute(_KEYS.format(shared=SHARED), values)
        cursor.execute("ANALYZE person_key")
        for statement in (_CONTACT_POINT, _WITHOUT, _SPOKEN_WITH, _DECIDE, _AFFINITY):
            cursor.execute(statement, values)
        held, kept = held_back(sight_of(own, grant.granted_by_id))
        cursor.execute(_HELD.format(held=held), [*kept, own.organization_id])
