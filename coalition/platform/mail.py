"""Handing one mail to the mail server, with a deadline, and knowing what came of it."""

import re
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.mail import EmailMessage, get_connection

from coalition.platform.handover import HandOverFailed, NotTaken, Refused, Uncertain

SECONDS = 5.0
# Enhanced status codes (RFC 3463): 5.1.x is about the address, 5.7.x about policy, which is nobody's address.
DEAD_ADDRESS = re.compile(rb"^5\.(1\.|2\.1)")
ENHANCED = re.compile(rb"^\d\.\d+\.\d+")
TAKEN = 250
DEAD_CODES = frozenset({550, 551, 553})


class MailRoute:
    """A connection to the mail server, kept from mail to mail. One thread uses it at a time."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()

    def ready(self) -> None:
        """Open the connection, or look whether it still stands; before any lock is taken. Raises NotTaken."""
        server = getattr(self._connection, "connection", None)
        try:
            with _deadline(self._connection):
                if server is not None and server.noop()[0] != TAKEN:
                    self.close()
                self._connection.open()
                if server := getattr(self._connection, "connection", None):
                    server.ehlo_or_helo_if_needed()
        except Exception as error:
            self.close()
            raise NotTaken("unreachable") from error

    def hand_over(self, message: EmailMessage) -> None:
        """Hand over a mail with exactly one recipient, in five seconds. Raises NotTaken, Refused, Uncertain."""
        if len(message.recipients()) != 1:
            raise ValueError("one recipient for each mail")
        message.connection = self._connection
        try:
            with _deadline(self._connection):
                message.send()
        except Exception as error:
            self.close()
            raise what_became(error) from error

    def close(self) -> None:
        """Say goodbye. What was taken stays taken, however rude the answer."""
        with suppress(Exception), _deadline(self._connection):
            self._connection.close()
        self._connection = get_connection()


def what_became(error: Exception) -> HandOverFailed:
    """What an error while sending says about the mail; anything unclear is uncertain."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()), (550, b""))
        return _by_code(code, Refused("recipient", dead=_is_dead(code, words)))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return NotTaken("sender")  # ours to mend
    if isinstance(error, smtplib.SMTPDataError):
        return _by_code(error.smtp_code, Refused("content"))
    return Uncertain("no_answer")


def _by_code(code: int, refused: Refused) -> HandOverFailed:
    if 400 <= code < 500:
        return NotTaken("deferred")
    return refused if 500 <= code < 600 else Uncertain("strange_answer")


def _is_dead(code: int, words: bytes | str) -> bool:
    said = words.encode(errors="replace") if isinstance(words, str) else words
    if ENHANCED.match(said):
        return DEAD_ADDRESS.match(said) is not None
    return code in DEAD_CODES


@contextmanager
def _deadline(connection: Any) -> Iterator[None]:
    """Cut the socket when the time is over: SMTP's own timeout begins anew with every line."""

    def cut() -> None:
        for name in ("connection", "_partial_connection"):
            sock = getattr(getattr(connection, name, None), "sock", None)
            if sock is not None:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
