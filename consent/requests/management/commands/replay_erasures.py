"""``replay_erasures``: after restoring a backup and ``replay_negatives``, before traffic opens."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coalition.platform.tenancy import system_actor
from consent.ledger.actions.erasure import erasures_path
from consent.requests.actions.erasing import replay_erasures


class Command(BaseCommand):
    """Delete again whoever was deleted after the backup was made. May be run again at any time."""

    help = "Replay the journal of erasures into a restored database."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            again = replay_erasures(actor=system_actor(), now=timezone.now())
        except ValueError as error:
            raise CommandError(f"{error}. Nothing was changed: mend or remove that line, then run it again.") from error
        self.stdout.write(f"{again} erased again from {erasures_path()}")
