"""Several people with one mailbox: each is written to on their own word."""

import pytest

from tests.factories import make_person
from tests.orgs.messages.writing import (
    agree,
    make_town,
    outbox,
    run,
    sent,
    start,
    states,
    stop,
    write,
)

pytestmark = pytest.mark.django_db


def test_a_yes_on_a_shared_mailbox_is_written_to_for_the_one_it_names() -> None:
    town = make_town(luis={"email": "ana@mail.example"})

    message = sent(town)

    assert (states(town, message)["Ana"], states(town, message)["Luis"]) == (("sent", ""), ("left_out", "not_asked"))
    assert [mail.recipient for mail in outbox()] == ["ana@mail.example", "carla@mail.example"]
    stop(town.subject("luis"))
    second = sent(town)
    assert [states(town, second)[name] for name in ("Ana", "Luis")] == [("left_out", "withdrawn")] * 2


def test_a_yes_of_nobody_in_particular_ends_when_somebody_else_gets_the_mailbox() -> None:
    town = make_town(dora={"email": "dora@mail.example"})
    agree(town, town.subject("dora"), "email")
    message = sent(town)
    assert states(town, message)["Dora"] == ("sent", "")

    make_person(town.alder, "Luis", email="dora@mail.example")

    second = sent(town)
    assert [states(town, second)[name] for name in ("Dora", "Luis")] == [("left_out", "not_asked")] * 2


def test_the_gate_stops_a_message_when_somebody_else_got_the_mailbox_meanwhile() -> None:
    town = make_town(dora={"email": "dora@mail.example"})
    agree(town, town.subject("dora"), "email")
    message = start(town, write(town))
    make_person(town.alder, "Luis", email="dora@mail.example")

    run(town, message)

    assert states(town, message)["Dora"] == ("left_out", "not_asked")
