"""What an import does, and never does, to consent."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import ProgrammingError, transaction

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import withdraw
from consent.ledger.actions.imported import ImportedChoice, record_imported
from consent.ledger.actions.journal import journal_path
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.queries.decisions import decide_many
from consent.ledger.rules.facts import Decision
from consent.ledger.rules.new_event import Withdrawal
from orgs.models import CoalitionMember, Constituent, Organization
from orgs.rules.statements import Attestation, BadStatement, Basis, Statement, attestation_from
from tests.factories import NOW, make_coalition, make_organization, subject_of
from tests.orgs.imports.sheets import import_text, upload

HEAD = "First name,E-mail,Phone,Do not e-mail,OK to call?,May share,Do not contact,Deceased\n"
BASIS = Statement({"email": Basis("form", "2024-01-01"), "phone": Basis("form", "2024-01-01")})
ANA = "ana@post.example"


@pytest.fixture
def alder(db: None) -> Organization:
    return make_organization("alder")


def may(
    organization: Organization,
    channel: str,
    *,
    purpose: str = "contact",
    coalition: int | None = None,
    recipient: int | None = None,
) -> Decision:
    own = system_actor(organization_id=organization.pk)
    people = [(1, subject_of(ContactKind.EMAIL, ANA)), (1, subject_of(ContactKind.PHONE, "+15105550142"))]
    if recipient is None and coalition is not None:
        recipient = 0
    with acting(own):
        return decide_many(
            actor=own, people=people, purpose=purpose, channel=channel, coalition=coalition,
            recipient_organization=recipient,
        )[1]  # fmt: skip


def row(*flags: str) -> str:
    return HEAD + ",".join(["Ana", ANA, "510 555 0142", *flags, *[""] * (5 - len(flags))]) + "\n"


def test_run_import_makes_nobody_contactable_without_a_basis(alder: Organization, tmp_path: Path) -> None:
    result = import_text(alder, tmp_path, row("no", "yes", "yes"))
    assert result["consent"] == {
        "contact": {},
        "refused": {},
        "deceased": 0,
        "minors": 0,
        "share": {"recorded_for": 0, "said_yes": 1, "said_no": 0},
        "with_points": {"email": 1, "phone": 1},
        "events": 0,
    }
    assert (may(alder, "email").reason, may(alder, "phone").reason) == ("not_asked", "not_asked")


def test_run_import_grants_contact_for_stated_channels_alone(alder: Organization, tmp_path: Path) -> None:
    import_text(alder, tmp_path, row("", "yes"), Statement({"email": Basis("form")}))
    assert may(alder, "email").allowed
    assert may(alder, "phone").reason == "not_asked"
    birch = make_organization("birch")
    assert may(birch, "email").reason == "not_asked"


@pytest.mark.parametrize(
    ("flags", "email", "phone"),
    [
        (("", "yes"), "consent", "consent"),
        (("no", "yes"), "consent", "consent"),
        (("yes", "yes"), "refused", "consent"),
        (("x", "no"), "refused", "refused"),
        (("", ""), "consent", "not_asked"),
        (("", "perhaps"), "consent", "not_asked"),
        (("", "yes", "", "yes"), "refused", "refused"),
        (("", "yes", "", "", "yes"), "deceased", "deceased"),
    ],
)
def test_run_import_heeds_every_answer_of_a_row(
    alder: Organization, tmp_path: Path, flags: tuple[str, ...], email: str, phone: str
) -> None:
    import_text(alder, tmp_path, row(*flags), BASIS)
    assert (may(alder, "email").reason, may(alder, "phone").reason) == (email, phone)


def test_run_import_records_refusals_without_any_basis_and_in_the_journal(alder: Organization, tmp_path: Path) -> None:
    before = journal_path().stat().st_size if journal_path().exists() else 0
    result = import_text(alder, tmp_path, row("yes", "no"))
    assert result["consent"]["events"] == 2
    assert journal_path().stat().st_size > before
    import_text(alder, tmp_path, row("", "yes"), BASIS)
    assert (may(alder, "email").reason, may(alder, "phone").reason) == ("refused", "refused")


def test_run_import_hears_a_refusal_in_a_duplicate_row(alder: Organization, tmp_path: Path) -> None:
    text = row("no", "yes") + row("yes", "yes").removeprefix(HEAD)
    import_text(alder, tmp_path, text, BASIS)
    assert (may(alder, "email").reason, may(alder, "phone").reason) == ("refused", "consent")


def test_run_import_hangs_a_refusal_on_what_there_is(alder: Organization, tmp_path: Path) -> None:
    import_text(alder, tmp_path, f"First name,E-mail,Do not call\nAna,{ANA},yes\n", BASIS)
    import_text(alder, tmp_path, f"First name,E-mail,Phone\nAna,{ANA},510 555 0142\n", BASIS)
    assert (may(alder, "email").allowed, may(alder, "phone").reason) == (True, "refused")


def test_run_import_keeps_a_refusal_without_contact_point_as_a_note(alder: Organization, tmp_path: Path) -> None:
    import_text(alder, tmp_path, "First name,Last name,Do not call\nAna,Diaz,yes\n", BASIS)
    with acting(system_actor(organization_id=alder.pk)):
        assert Constituent.objects.get().note == "Does not want calls"


def test_run_import_never_lifts_what_the_person_said(alder: Organization, tmp_path: Path) -> None:
    import_text(alder, tmp_path, row("", "yes"), BASIS)
    subject = subject_of(ContactKind.EMAIL, ANA)
    ana = Actor(role="subject", subject_ids=(subject,))
    with acting(ana):
        withdraw(actor=ana, now=NOW, subject_ids=[subject], scope=Withdrawal())
    changed = Statement({"email": Basis("a new form"), "phone": Basis("a new form")})
    import_text(alder, tmp_path, row("no", "yes").replace("ana@post", "ANA@post"), changed)
    assert (may(alder, "email").reason, may(alder, "phone").reason) == ("withdrawn", "withdrawn")


def attested(coalition: int | None) -> Statement:
    return Statement(
        {},
        Attestation(
            "Join card",
            "2024-05-01",
            "I agree that Alder may pass my details on to Birch, in the coalition Valley.",
            coalition,
        ),
    )


def test_run_import_shares_only_with_an_attestation_that_names_a_coalition(alder: Organization, tmp_path: Path) -> None:
    valley = make_coalition("valley", [alder, make_organization("birch")])
    yes = row("", "yes", "yes")
    assert import_text(alder, tmp_path, yes, attested(None))["consent"]["share"]["recorded_for"] == 0
    result = import_text(alder, tmp_path, yes, attested(valley.pk))
    assert result["consent"]["share"] == {"recorded_for": 1, "said_yes": 1, "said_no": 0}
    assert (result["updated"], result["consent"]["events"]) == (0, 2)
    assert import_text(alder, tmp_path, yes, attested(valley.pk))["consent"]["events"] == 0


@pytest.mark.parametrize(("said", "events"), [("yes", 2), ("no", 2), ("", 0), ("0", 0), ("FALSE", 0)])
def test_run_import_tells_not_asked_from_declined(alder: Organization, tmp_path: Path, said: str, events: int) -> None:
    valley = make_coalition("valley", [alder, make_organization("birch")])
    assert import_text(alder, tmp_path, row("", "yes", said), attested(valley.pk))["consent"]["events"] == events


def test_match_import_refuses_a_coalition_of_others(alder: Organization, tmp_path: Path) -> None:
    coast = make_coalition("coast", [make_organization("cedar")])
    source = tmp_path / "people.csv"
    source.write_text(row("", "yes", "yes"))
    with acting(system_actor(organization_id=alder.pk)), pytest.raises(BadStatement) as refused:
        upload(alder, source, attested(coast.pk))
    assert refused.value.code == "coalition"


def test_match_import_refuses_a_coalition_that_the_form_does_not_name(alder: Organization, tmp_path: Path) -> None:
    river = make_coalition("river", [alder])
    source = tmp_path / "people.csv"
    source.write_text(row("", "yes", "yes"))
    with acting(system_actor(organization_id=alder.pk)), pytest.raises(BadStatement) as refused:
        upload(alder, source, attested(river.pk))
    assert refused.value.code == "unnamed"
    assert "do not name the coalition" in str(refused.value)


def test_match_import_refuses_a_notice_that_names_no_other_member(alder: Organization, tmp_path: Path) -> None:
    valley = make_coalition("valley", [alder, make_organization("bir")])
    source = tmp_path / "people.csv"
    source.write_text(row("", "yes", "yes"))
    with acting(system_actor(organization_id=alder.pk)), pytest.raises(BadStatement) as refused:
        upload(alder, source, attested(valley.pk))
    assert refused.value.code == "nobody_named"


def test_run_import_passes_on_to_the_members_that_the_notice_names(alder: Organization, tmp_path: Path) -> None:
    birch, dogwood = make_organization("birch"), make_organization("dogwood")
    valley = make_coalition("valley", [alder, birch, dogwood])
    import_text(alder, tmp_path, row("", "yes", "yes"), attested(valley.pk))
    later = make_organization("elder")
    CoalitionMember.objects.create(coalition=valley, organization=later)

    told = {
        each: may(alder, "email", purpose="share", coalition=valley.pk, recipient=each.pk).reason
        for each in (alder, birch, dogwood, later)
    }
    assert told == {alder: "not_asked", birch: "consent", dogwood: "not_asked", later: "not_asked"}
    assert may(alder, "email", purpose="share", coalition=valley.pk).reason == "not_asked"


def test_record_imported_refuses_whoever_is_no_member(alder: Organization) -> None:
    valley = make_coalition("valley", [alder])
    cedar = make_organization("cedar")
    own = system_actor(organization_id=alder.pk)
    choice = ImportedChoice(subject_of(ContactKind.EMAIL, ANA), "granted", "share", "email", 2, valley.pk)
    for recipients in ([cedar.pk], []):
        with acting(own), transaction.atomic(), pytest.raises(ProgrammingError, match="whom an attestation names"):
            notice = ensure_notice(actor=own, now=NOW, name="Card", language="en", text="Cedar", recipients=["Cedar"])
            record_imported(
                actor=own, now=NOW, source="list", choices=[choice], notice_id=notice, recipients=recipients
            )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("form", "not_json"),
        ("[1]", "not_json"),
        ('{"form": 1}', "not_json"),
        ('{"date": "2024-01-01", "notice": "x"}', "form"),
        ('{"form": "x", "date": "2024-13-01", "notice": "x"}', "date"),
        ('{"form": "x", "date": "2924-01-01", "notice": "x"}', "date"),
        ('{"form": "x", "date": "2024-01-01"}', "notice"),
    ],
)
def test_attestation_from_says_what_is_missing(text: str, code: str) -> None:
    with pytest.raises(BadStatement) as refusal:
        attestation_from(text, datetime(2026, 1, 1, tzinfo=UTC).date())
    assert refusal.value.code == code
