"""``create_organization``: a new organization, with its data key and, where named, its first admin."""

import zoneinfo
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils import timezone

from coalition.platform.tenancy import system_actor
from orgs.actions.accounts import ensure_account
from orgs.actions.organizations import add_member, create_organization
from orgs.models import Membership
from orgs.queries.directory import organization_slug_taken

SIGN_IN_BY_CODE = "They have no password yet: they sign in with a code sent to that address."


class Command(BaseCommand):
    help = "Create an organization: manage.py create_organization harbor-tenants --name 'Harbor Tenants' --region US"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name in addresses: letters, digits and hyphens")
        parser.add_argument("--name", required=True)
        parser.add_argument("--region", required=True, help="ISO 3166 country: how its phone numbers are read")
        parser.add_argument("--language", default="en", help="en or es")
        parser.add_argument("--time-zone", default="America/Los_Angeles")
        parser.add_argument("--admin", metavar="EMAIL", help="the first admin; opens an account where there is none")

    def handle(self, *args: Any, **options: Any) -> None:
        _check(options)
        now = timezone.now()
        with transaction.atomic():
            organization = create_organization(
                actor=system_actor(),
                now=now,
                slug=options["slug"],
                name=options["name"].strip(),
                region=options["region"],
                language=options["language"],
                time_zone=options["time_zone"],
            )
            self.stdout.write(f"Created organization {organization.slug} (“{organization.name}”).")
            if options["admin"]:
                own = system_actor(organization_id=organization.pk)
                user, opened = ensure_account(actor=own, now=now, email=options["admin"], language=options["language"])
                add_member(actor=own, now=now, organization_id=organization.pk, user=user, role=Membership.Role.ADMIN)
                self.stdout.write(f"{user.email} is its admin. {SIGN_IN_BY_CODE if opened else ''}".rstrip())


def _check(options: dict[str, Any]) -> None:
    check_slug(options["slug"])
    if organization_slug_taken(options["slug"]):
        raise CommandError(f"An organization “{options['slug']}” exists already: choose another slug.")
    if not options["name"].strip():
        raise CommandError("The name is empty: give one with --name.")
    if options["region"].upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise CommandError(f"“{options['region']}” is no country: give two letters of ISO 3166, such as US or MX.")
    languages = [code for code, _ in settings.LANGUAGES]
    if options["language"] not in languages:
        raise CommandError(f"“{options['language']}” is not a language here: choose one of {', '.join(languages)}.")
    if options["time_zone"] not in zoneinfo.available_timezones():
        raise CommandError(f"“{options['time_zone']}” is no time zone: give one such as America/Los_Angeles.")
    if options["admin"]:
        check_email(options["admin"])


def check_slug(slug: str) -> None:
    """Raise CommandError with the remedy unless ``slug`` is one of at most 50 characters."""
    try:
        validate_slug(slug)
    except ValidationError:
        raise CommandError(f"“{slug}” is no slug: use letters, digits and hyphens.") from None
    if len(slug) > 50:
        raise CommandError("The slug is longer than 50 characters: shorten it.")


def check_email(email: str) -> None:
    """Raise CommandError with the remedy unless ``email`` is an e-mail address."""
    try:
        validate_email(email.strip())
    except ValidationError:
        raise CommandError(f"“{email}” is not an e-mail address: write it as name@example.org.") from None
