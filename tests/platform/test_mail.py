"""Mail: what a server on a real socket may do, and what we make of it."""

import smtplib
import socket
import threading
import time
from dataclasses import dataclass, field

import pytest
from django.core.mail import EmailMessage

from coalition.platform import mail
from coalition.platform.handover import HandOverFailed, NotTaken, Refused, Uncertain
from coalition.platform.mail import MailRoute, what_became


@dataclass
class Server:
    """Speaks SMTP by a script: the answer to each command; "hang" and "drop" do that. ``mails`` are those it took."""

    script: dict[str, str] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> "Server":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                connection.sendall(b"220 here\r\n")
                for line in lines:
                    verb = line.split()[0].upper().decode() if line.strip() else ""
                    if not self._answer(connection, lines, verb, line.decode().strip()):
                        return
            except OSError:
                return

    def _answer(self, connection, lines, verb: str, line: str) -> bool:  # type: ignore[no-untyped-def]
        said = self.script.get(verb, "354 go on" if verb == "DATA" else "250 fine")
        if verb == "RCPT" and said.startswith("250"):
            self.envelopes.append(line)
        if verb == "DATA" and said.startswith("354"):
            connection.sendall(b"354 go on\r\n")
            body = []
            while (part := lines.readline()) != b".\r\n":
                body.append(part.decode())
            self.mails.append("".join(body))
            said = self.script.get("END", "250 taken")
        if said == "drop":
            return False
        if said == "hang":
            time.sleep(20)
        if said == "drip":
            for _ in range(100):
                connection.sendall(b"2")
                time.sleep(0.1)
        connection.sendall(f"{said}\r\n".encode())
        return verb != "QUIT"


@pytest.fixture(autouse=True)
def smtp(settings, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 0.5
    monkeypatch.setattr(mail, "SECONDS", 0.8)


def send(route: MailRoute, to: str = "ana@mail.example") -> None:
    route.ready()
    route.hand_over(EmailMessage("Subject", "Words", "Alder <no-reply@here.example>", [to]))


def test_several_mails_go_over_one_connection_each_with_one_recipient(settings) -> None:  # type: ignore[no-untyped-def]
    with Server() as server:
        settings.EMAIL_PORT = server.port
        route = MailRoute()
        send(route)
        send(route, "ben@mail.example")
        route.close()

    assert server.connections == 1
    assert server.envelopes == ["rcpt TO:<ana@mail.example>", "rcpt TO:<ben@mail.example>"]
    assert [mail.count("Words") for mail in server.mails] == [1, 1]


@pytest.mark.parametrize(
    ("script", "expected", "taken"),
    [
        ({"RCPT": "550 5.1.1 no such user"}, Refused("recipient", dead=True), 0),
        ({"RCPT": "550 no such user"}, Refused("recipient", dead=True), 0),
        ({"RCPT": "550 5.7.1 we do not like you"}, Refused("recipient"), 0),
        ({"RCPT": "552 5.2.2 mailbox full"}, Refused("recipient"), 0),
        ({"RCPT": "450 4.2.0 greylisted"}, NotTaken("deferred"), 0),
        ({"MAIL": "550 5.7.1 not you"}, NotTaken("sender"), 0),
        ({"DATA": "451 later"}, NotTaken("deferred"), 0),
        ({"END": "554 5.7.1 spam"}, Refused("content"), 1),
        ({"END": "451 4.7.1 later"}, NotTaken("deferred"), 1),
        ({"END": "drop"}, Uncertain("no_answer"), 1),
        ({"END": "hang"}, Uncertain("no_answer"), 1),
        ({"END": "drip"}, Uncertain("strange_answer"), 1),
        ({"RCPT": "drop"}, Uncertain("no_answer"), 0),
    ],
)
def test_whatever_is_not_certainly_refused_is_uncertain(settings, script, expected: HandOverFailed, taken: int) -> None:  # type: ignore[no-untyped-def]
    with Server(script) as server:
        settings.EMAIL_PORT = server.port
        route = MailRoute()
        began = time.monotonic()

        with pytest.raises(type(expected)) as failed:
            send(route)

    assert time.monotonic() - began < 3
    assert (failed.value.code, getattr(failed.value, "dead", False)) == (
        expected.code,
        getattr(expected, "dead", False),
    )
    assert len(server.mails) == taken


def test_a_server_that_is_not_there_or_hangs_at_the_door_has_taken_nothing(settings) -> None:  # type: ignore[no-untyped-def]
    with Server() as server:
        settings.EMAIL_PORT = server.port
    with pytest.raises(NotTaken):
        MailRoute().ready()
    with Server({"EHLO": "hang", "HELO": "hang"}) as server:
        settings.EMAIL_PORT = server.port
        with pytest.raises(NotTaken):
            MailRoute().ready()


def test_a_connection_that_went_away_is_opened_anew_before_the_next_mail(settings) -> None:  # type: ignore[no-untyped-def]
    with Server({"NOOP": "drop"}) as server:
        settings.EMAIL_PORT = server.port
        route = MailRoute()
        send(route)
        with pytest.raises(NotTaken):
            send(route)
        send(route)

    assert len(server.mails) == 2


def test_a_mail_to_two_is_not_sent() -> None:
    with pytest.raises(ValueError, match="one recipient"):
        MailRoute().hand_over(EmailMessage("S", "W", "a@b.example", ["c@d.example", "e@f.example"]))


def test_an_unknown_error_is_uncertain() -> None:
    assert isinstance(what_became(smtplib.SMTPServerDisconnected("x")), Uncertain)
    assert isinstance(what_became(RuntimeError("x")), Uncertain)
