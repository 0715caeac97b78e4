"""``replay_negatives``: after restoring a backup, before traffic opens."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coalition.platform.tenancy import system_actor
from consent.ledger.actions.journal import journal_folder, replay_negatives


class Command(BaseCommand):
    """Write every withdrawal of the journal into the database, where it is missing. May be run again at any time."""

    help = "Replay the journal of withdrawals and refusals into a restored database."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            added = replay_negatives(actor=system_actor())
        except ValueError as error:
            raise CommandError(f"{error}. Nothing was changed: mend or remove that line, then run it again.") from error
        self.stdout.write(f"{added} added from {journal_folder()}")
