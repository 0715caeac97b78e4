"""``create_coalition``: organizations that campaign together, and who coordinates them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from coalition.platform.tenancy import system_actor
from orgs.actions.accounts import ensure_account
from orgs.actions.organizations import create_coalition
from orgs.management.commands.create_organization import SIGN_IN_BY_CODE, check_email, check_slug
from orgs.models import Organization
from orgs.queries.directory import coalition_slug_taken, organizations_by_slug


class Command(BaseCommand):
    help = (
        "Create a coalition: manage.py create_coalition bay-area-housing --name 'Bay Area Housing' "
        "--members harbor-tenants,valley-workers --coordinator maya@example.org"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name in addresses: letters, digits and hyphens")
        parser.add_argument("--name", required=True)
        parser.add_argument("--members", required=True, metavar="SLUGS", help="organizations, separated by commas")
        parser.add_argument("--coordinator", required=True, metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        members = _members(options)
        now = timezone.now()
        with transaction.atomic():
            user, opened = ensure_account(actor=system_actor(), now=now, email=options["coordinator"])
            coalition = create_coalition(
                actor=system_actor(),
                now=now,
                slug=options["slug"],
                name=options["name"].strip(),
                members=members,
                coordinators=[user],
            )
        slugs = ", ".join(organization.slug for organization in members)
        self.stdout.write(
            f"Created coalition {coalition.slug} (“{coalition.name}”) with {len(members)} members: {slugs}."
        )
        self.stdout.write(f"{user.email} coordinates it. {SIGN_IN_BY_CODE if opened else ''}".rstrip())


def _members(options: dict[str, Any]) -> list[Organization]:
    check_slug(options["slug"])
    if coalition_slug_taken(options["slug"]):
        raise CommandError(f"A coalition “{options['slug']}” exists already: choose another slug.")
    if not options["name"].strip():
        raise CommandError("The name is empty: give one with --name.")
    check_email(options["coordinator"])
    slugs = list(dict.fromkeys(slug.strip() for slug in options["members"].split(",") if slug.strip()))
    if not slugs:
        raise CommandError("No members: name at least one organization with --members.")
    known = organizations_by_slug(slugs)
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        raise CommandError(
            f"No organization “{'”, “'.join(unknown)}”: create it first with manage.py create_organization."
        )
    return [known[slug] for slug in slugs]
