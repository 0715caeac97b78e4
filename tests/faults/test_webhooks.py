"""A webhook is cut off, its sender dies, its mail server refuses: nothing is lost, and what comes twice is harmless."""

import socket
import struct
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import OperationalError

from coalition.platform.tenancy import acting
from consent.ledger.queries.obligations import open_obligations
from consent.propagation.actions import deliveries
from consent.propagation.actions.clock import run_clock, tell_admins
from consent.propagation.models import Delivery
from tests.consent.ledger.world import stop
from tests.consent.portal.visits import Town, make_town
from tests.consent.propagation.systems import a_system, tell
from tests.factories import NOW, make_member

pytestmark = pytest.mark.django_db
LONG = b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n" + b"x" * 400


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.mark.parametrize("kept", [0, 1, 9, 17, 39, 60, 399])
def test_an_answer_cut_after_some_bytes_is_tried_again_with_the_same_id(town: Town, kept: int) -> None:
    with a_system(town.at_birch) as (system, _):
        take = system.take

        def cut(connection: socket.socket, request: bytes) -> None:
            system.answers.insert(0, b"")
            take(connection, request)
            connection.sendall(LONG[:kept])
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, no goodbye

        stop([town.email])
        answers = [cut]
        system.take = lambda *args: (answers.pop() if answers else take)(*args)  # type: ignore[method-assign]
        assert tell(town.at_birch) == 0
        assert tell(town.at_birch, NOW + timedelta(minutes=1)) == 1
    assert len(system.ids) == 2
    assert len(set(system.ids)) == 1


def test_a_sender_that_dies_after_the_answer_sends_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_system(town.at_birch) as (system, _):
        stop([town.email])
        with monkeypatch.context() as dying:
            dying.setattr(deliveries, "_finish", _dies)
            with pytest.raises(OperationalError):
                tell(town.at_birch)
        assert tell(town.at_birch, NOW + timedelta(minutes=1)) == 0  # still claimed
        assert tell(town.at_birch, NOW + timedelta(minutes=3)) == 1
    assert len(system.ids) == 2
    assert len(set(system.ids)) == 1
    with acting(town.at_birch):
        assert Delivery.objects.get().state == "delivered"
        assert open_obligations(town.at_birch).get().state == "delivered"


def _dies(*args: object) -> None:
    raise OperationalError("the connection was cut")


def test_a_mail_server_that_refuses_everything_changes_no_deadline(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    make_member(town.birch, "admin")
    with a_system(town.at_birch):
        stop([town.email])
    monkeypatch.setattr(EmailMessage, "send", _busy)
    with acting(town.at_birch):
        duty = open_obligations(town.at_birch).get()
        assert run_clock(actor=town.at_birch, now=duty.attest_by) == (1, 1)
        with pytest.raises(OSError, match="4xx"):  # the job fails, and is seen; the marks stay
            tell_admins(actor=town.at_birch, now=NOW, overdue=True)
        assert open_obligations(town.at_birch).get().state == "escalated"


def _busy(self: EmailMessage, fail_silently: bool = False) -> int:
    raise OSError("4xx try later")
