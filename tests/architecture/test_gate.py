"""The contact gate is the only way out to a person."""

import pytest

from tests.architecture.source import named, python_files
from tests.architecture.ways_out import exits, ungated

ANSWER = "answers what the person themselves just asked for"
COLLEAGUES = "to the staff of organizations, not to the people on their lists"
OWN = "a person reads, or is sent, what is held about themselves"
NO_PERSON = "speaks with a machine of ours or of the operator; no message is in it"

# Functions that reach out, or open a contact point, without the gate: each with its reason. One too many fails.
EXCUSED = {
    "coalition/platform/mail.py::MailRoute.__init__": NO_PERSON,
    "coalition/platform/mail.py::MailRoute.close": NO_PERSON,
    "coalition/platform/outgoing/post.py::post": NO_PERSON,
    "coalition/platform/server/readiness.py::is_ready": NO_PERSON,
    "consent/capture/actions/messages.py::_Letter.send": ANSWER,
    "consent/ledger/management/commands/verify_receipt.py::_fetch": NO_PERSON,
    "consent/portal/actions/messages.py::_send": ANSWER,
    "consent/portal/actions/texts.py::answer_text": ANSWER,
    "consent/portal/queries/proof.py::address_of": OWN,
    "consent/portal/queries/records.py::_points": OWN,
    "consent/propagation/actions/clock.py::tell_admins": COLLEAGUES,
    "consent/requests/actions/answering.py::send_extension": ANSWER,
    "consent/requests/actions/answering.py::send_letter": ANSWER,
    "consent/requests/queries/parts.py::_held": OWN,
    "orgs/actions/contact_changes.py::remove_contact": "opened to be sealed elsewhere, to be put back; shown to nobody",
    "orgs/actions/digests.py::_send": COLLEAGUES,
    "orgs/actions/glass.py::tell_of_glass": COLLEAGUES,
    "orgs/actions/invitations.py::send_invitation": COLLEAGUES,
    "orgs/actions/showing.py::show_contact": "shown to keep records right, for a recorded reason, with nothing to tap",
    "orgs/queries/erasure.py::_identifiers": "opened to erase every copy of it; shown to nobody",
    "orgs/sign_in.py::AccountAdapter.send_mail": COLLEAGUES,
    "sharing/actions/requests.py::send_grant_request": COLLEAGUES,
    "sharing/queries/calls.py::zones_of_entry": "opened for its time zone alone; shown to nobody",
}


def sources() -> dict[str, str]:
    return {named(path): path.read_text() for path in python_files()}


def test_nobody_is_reached_without_passing_the_gate() -> None:
    assert sorted(ungated(sources(), set(EXCUSED))) == []


@pytest.mark.parametrize("function", sorted(EXCUSED))
def test_every_excuse_is_needed(function: str) -> None:
    assert function in ungated(sources(), set(EXCUSED) - {function})


def test_the_known_ways_out_are_found() -> None:
    found = exits(sources())
    assert {
        "orgs/actions/contacts.py::reveal_contact",
        "orgs/actions/message_post.py::ByMail.deliver",
        "orgs/actions/message_post.py::ByText.deliver",
        "orgs/actions/message_runs.py::_hand_over",
        "sharing/actions/call_results.py::reveal_contact",
        "coalition/platform/mail.py::MailRoute.__init__",
    } <= found


GATED = """
def reveal(actor, point):
    verdict = claim_contact(actor=actor)
    if isinstance(verdict, Refusal):
        return verdict
    return open_contact(key, point)
"""


@pytest.mark.parametrize(
    "source",
    [
        GATED,
        GATED.replace("isinstance(verdict, Refusal)", "not verdict.allowed"),
        GATED.replace("open_contact(key, point)", "deliver(point)")
        + "\ndef deliver(point):\n    EmailMessage().send()\n",
        GATED.replace("return verdict", "raise Http404"),
    ],
)
def test_what_asks_the_gate_is_let_through(source: str) -> None:
    assert ungated({"a.py": source}) - {"a.py::deliver"} == set()


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("def f():\n    EmailMessage('s', 'b', to=[a]).send()\n", "f"),
        ("def f():\n    send_mail('s', 'b', None, [a])\n", "f"),
        ("def f():\n    smtplib.SMTP(host).sendmail(a, b, c)\n", "f"),
        ("def f():\n    httpx.post(url)\n", "f"),
        ("def f():\n    urllib.request.urlopen(url)\n", "f"),
        ("def f():\n    send_text(number, body)\n", "f"),
        ("def f():\n    return open_contact(key, point)\n", "f"),
        ("class C:\n    def f(self):\n        get_connection().send_messages([m])\n", "C.f"),
        # Through somebody else, in another order, or without minding the answer.
        ("def g():\n    send_text(n, b)\ndef f():\n    g()\n", "f"),
        ("class R:\n    def send(self):\n        send_text(n, b)\ndef f(run):\n    run.route.send()\n", "f"),
        (GATED.replace("    if isinstance(verdict, Refusal):\n        return verdict\n", ""), "reveal"),
        (GATED.replace("return verdict", "pass"), "reveal"),
        (GATED.replace("isinstance(verdict, Refusal)", "isinstance(verdict, Refusal) and strict"), "reveal"),
        (
            "def f(a, p):\n    value = open_contact(k, p)\n    verdict = claim_contact(actor=a)\n"
            "    if isinstance(verdict, Refusal):\n        return None\n    return value\n",
            "f",
        ),
        ("def f():\n    def inner():\n        send_text(n, b)\n    inner()\n", "f"),
        ("async def f():\n    await httpx.AsyncClient().post(url)\n", "f"),
    ],
)
def test_what_goes_around_is_caught(source: str, caught: str) -> None:
    assert f"a.py::{caught}" in ungated({"a.py": source})


def test_taking_the_gate_away_from_a_real_sender_is_caught() -> None:
    real = sources()
    for path, function, gate in (
        ("orgs/actions/contacts.py", "reveal_contact", "claim_contact"),
        ("orgs/actions/message_runs.py", "_hand_over", "recheck_contact"),
        ("sharing/actions/call_results.py", "reveal_contact", "recheck_contact"),
        ("orgs/actions/export_gate.py", "release_block", "release_contacts"),
    ):
        broken = {**real, path: real[path].replace(f"= {gate}(", "= nothing(")}
        assert f"{path}::{function}" in ungated(broken, set(EXCUSED))
