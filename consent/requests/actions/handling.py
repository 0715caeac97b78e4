"""Working on a request: reading it, noting who asks, more time, drafting the answer, accepting a correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor
from consent.ledger.queries.decisions import explain
from consent.ledger.rules.facts import NEGATIVES
from consent.requests import policies
from consent.requests.actions.answering import must_be_ready
from consent.requests.actions.approvals import NotNow, locked_request, put_letter, subjects_of
from consent.requests.actions.filing import note_step
from consent.requests.models import DataRequest
from consent.requests.queries.letters import draft
from consent.requests.queries.parts import Held, mailbox_of, portal_shows, what_we_hold
from consent.requests.queries.queue import candidates, deadline_of, find_request, is_corrected, lookalikes
from consent.requests.rules.deadlines import term_for
from consent.requests.rules.words import EXTENSIONS
from orgs.actions.contacts import NewContact, add_contacts
from orgs.actions.people import FACTS, change_person
from orgs.models import Constituent, ContactPoint
from orgs.queries.people import person_interests
from orgs.rules.ages import possible_birthday

State = DataRequest.State
WISHES = NEGATIVES | {"paused", "complained", "do_not_contact"}
CONTACTS = {"email": ContactKind.EMAIL, "phone": ContactKind.PHONE}


@dataclass(frozen=True, slots=True)
class Opened:
    """A request with what is held of the person; empty until it is known who they are, and once it is answered."""

    request: DataRequest
    held: list[Held]


def open_request(*, actor: Actor, now: datetime, request_id: int) -> Opened:
    """A request with its parts, the reading recorded. Raises PermissionDenied, Http404."""
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    with transaction.atomic():
        request = find_request(actor, request_id)
        held = what_we_hold(actor, request) if request.is_open else []
        _record("consent.request.read", actor, request)
    return Opened(request, held)


def export_held(*, actor: Actor, now: datetime, request_id: int) -> Opened:
    """The same, to be downloaded and given to the person. Raises PermissionDenied (who asks is unknown), Http404."""
    with transaction.atomic():
        request = find_request(actor, request_id) if policies.can_handle_requests(actor) else None
        if request is None or not policies.can_disclose(actor, request):
            raise PermissionDenied
        held = what_we_hold(actor, request)
        _record("consent.request.exported", actor, request)
    return Opened(request, held)


def identify(*, actor: Actor, now: datetime, request_id: int, identity: str = "", people: Sequence[int] = ()) -> None:
    """Note how the person was recognised, and which of our people (of a household) they are.

    Raises PermissionDenied, Http404, and NotNow ``state`` when it is finished or ``people`` for somebody else's.
    """
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        if request.state != State.OPEN:
            raise NotNow("state")
        if people:
            maybe = [*candidates(actor, request), *lookalikes(actor, request)]
            if not set(people) <= {person.pk for person in maybe}:
                raise NotNow("people")
            request.people = sorted({*request.people, *people})
        if identity and request.via != DataRequest.Via.PORTAL:
            request.identity = identity
        request.save(update_fields=["people", "identity"])
        note_step(actor, request, "identified")
        _record("consent.request.identified", actor, request)


def extend_deadline(*, actor: Actor, now: datetime, request_id: int, reason: str) -> DataRequest:
    """Take the further time that the law allows, once, before the day has passed, and tell the person why.

    A letter that says so is mailed; where there is no address, the page has it to be printed. Raises PermissionDenied,
    Http404, NotNow ``extension`` where there is none.
    """
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        if reason not in EXTENSIONS:
            raise NotNow("extension")
        later = term_for(request.country, request.kind).extended(request.received_on)
        if not request.is_open or request.extended_because or later is None or deadline_of(actor, request, now).late:
            raise NotNow("extension")
        request.due_on, request.extended_because = later, reason
        request.save(update_fields=["due_on", "extended_because"])
        note_step(actor, request, "extended")
        _record("consent.request.extended", actor, request)
        if mailbox_of(actor, request) is not None:
            defer("consent.request.send_extension", organization_id=request.organization_id, request_id=request.pk)
    return request


def draft_letter(
    *, actor: Actor, now: datetime, request_id: int, refusal: str = "", on_paper: bool = False
) -> DataRequest:
    """Put the answer together as a letter to be edited.

    What is held stands in it only ``on_paper``, or where the portal does not show all of it; such a letter is never
    mailed. Raises PermissionDenied (who asks is unknown), Http404, NotNow ``state``, ``people`` (whose data?),
    ``correction`` (it says that something was corrected).
    """
    with transaction.atomic():
        request = locked_request(actor, request_id) if policies.can_handle_requests(actor) else None
        if request is None or not (refusal or policies.can_disclose(actor, request)):
            raise PermissionDenied
        if request.state != State.OPEN:
            raise NotNow("state")
        if not refusal:
            must_be_ready(actor, request)
        full = not refusal and request.asks_for_data and (on_paper or not portal_shows(actor, request))
        text = draft(actor, request, refusal=refusal, full=full)
        put_letter(actor, request, text, "paper" if full else "draft")
        request.save(update_fields=["sealed", "letter_state"])
        note_step(actor, request, "drafted")
        _record("consent.request.drafted", actor, request)
    return request


def accept_correction(*, actor: Actor, now: datetime, request_id: int) -> DataRequest:
    """Write the corrected values into the person's record, and draft the letter that says so.

    A new address or number is added beside the old one, unless it has said no (NotNow ``silenced``). Asked for in the
    portal it is unproven: whoever asked had proven another one. Raises PermissionDenied, Http404, NotNow,
    InvalidContact, AlreadyKnown; then nothing is changed.
    """
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        wanted = request.words.wanted
        open_correction = request.kind == DataRequest.Kind.CORRECT and request.state == State.OPEN and wanted
        if not open_correction or is_corrected(actor, request):
            raise NotNow("state")
        if not policies.can_disclose(actor, request):
            raise NotNow("identity")
        if len(request.people) != 1:
            raise NotNow("people")
        person = request.people[0]
        facts = {name: _fact(name, value, now) for name, value in wanted.items() if name in FACTS}
        contacts = [NewContact(kind, wanted[name]) for name, kind in CONTACTS.items() if wanted.get(name)]
        if facts:
            interests = person_interests(actor, person)
            change_person(actor=actor, now=now, person_id=person, facts=facts, interests=interests)
        if contacts:
            asked_there = request.via == DataRequest.Via.PORTAL
            points = add_contacts(actor=actor, now=now, person_id=person, contacts=contacts, unproven=asked_there)
            _refuse_silenced(actor, points)
        note_step(actor, request, "corrected")
        _record("consent.request.corrected", actor, request)
        put_letter(actor, request, draft(actor, request), "draft")
        request.save(update_fields=["sealed", "letter_state"])
    return find_request(actor, request_id)


def _refuse_silenced(actor: Actor, points: Sequence[ContactPoint]) -> None:
    # Whoever asks has not proven it, and from then on could lift its no with a yes of their own.
    for point in points:
        channels = ["phone", "sms"] if point.kind == ContactPoint.Kind.PHONE else ["email"]
        answers = explain(actor=actor, subject_ids=[point.subject_id], channels=channels)
        if any(each.reason in WISHES for each in answers):
            raise NotNow("silenced")


def _fact(name: str, value: object, now: datetime) -> str | date:
    """A corrected value as the record keeps it. Raises NotNow ``value``."""
    kept = {field.name: field for field in Constituent._meta.concrete_fields}[name]
    try:
        fact: str | date = kept.clean(value, None)
    except ValidationError as error:
        raise NotNow("value") from error
    if isinstance(fact, date) and not possible_birthday(fact, now.date()):
        raise NotNow("value")
    return fact


def _record(verb: str, actor: Actor, request: DataRequest) -> None:
    record(
        verb,
        actor=actor,
        object_type="request",
        object_ref=request.reference,
        subjects=subjects_of(actor, request),
        detail={"kind": request.kind},
    )
