"""Texts into a file, one JSON line each: for trying out, and for gateways that read a spool."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from coalition.platform.handover import NotTaken
from coalition.platform.texts.inbound import Inbound, read_with_secret


@dataclass(frozen=True, slots=True)
class FileTexts:
    """Appends to a file below ``COMMONLIST_HOME``."""

    path: Path
    answers: bool = False

    @classmethod
    def from_url(cls, url: str) -> "FileTexts":
        """``file:texts.jsonl``. Raises ImproperlyConfigured for a place outside ``COMMONLIST_HOME``."""
        home = Path(settings.COMMONLIST_HOME).resolve()
        path = (home / url.removeprefix("file:")).resolve()
        if home not in path.parents:
            raise ImproperlyConfigured("The file of COMMONLIST_TEXTS_URL must lie below COMMONLIST_HOME.")
        return cls(path)

    def hand_over(self, recipient: str, body: str) -> str:
        """Append the text; a random name for it."""
        reference = uuid4().hex
        line = json.dumps({"id": reference, "to": recipient, "body": body}, ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                os.write(descriptor, line.encode())
            finally:
                os.close(descriptor)
        except OSError as error:
            raise NotTaken("file") from error
        return reference

    def read(self, url: str, headers: Mapping[str, str], fields: Mapping[str, str]) -> Inbound:
        """A text with the shared secret."""
        return read_with_secret(settings.TEXTS_SECRET, headers, fields)
