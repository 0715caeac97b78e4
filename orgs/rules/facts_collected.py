"""Facts about people that an organization may stop to collect. What the platform itself needs is not among them:
names, birthdays (minors), languages, time zones, postal codes, how somebody likes to be reached.
"""

from django.utils.translation import gettext_lazy as _

REMOVABLE = {
    "honorific": _("Form of address"),
    "pronouns": _("Pronouns"),
    "job_title": _("Job title"),
    "street": _("Street of the main address"),
    "city": _("City of the main address"),
    "region": _("State or region of the main address"),
    "country": _("Country of the main address"),
}
