"""What was done to many people at once, in a sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orgs.rules.roles import ROLES


def bulk_sentence(kind: str, words: str, people: int) -> str:
    """For example "The tag “Tenants” was put on 12 people."."""
    shown = {"words": ROLES.get(words, words) if kind == "role" else words, "people": people}
    return _template(kind, people) % shown


def _template(kind: str, people: int) -> str:
    if kind == "tag":
        return ngettext(
            "The tag “%(words)s” was put on %(people)s person.",
            "The tag “%(words)s” was put on %(people)s people.", people,
        )  # fmt: skip
    if kind == "untag":
        return ngettext(
            "The tag “%(words)s” was taken off %(people)s person.",
            "The tag “%(words)s” was taken off %(people)s people.", people,
        )  # fmt: skip
    if kind == "role":
        return ngettext(
            "%(people)s person was noted down as: %(words)s.",
            "%(people)s people were noted down as: %(words)s.", people,
        )  # fmt: skip
    if kind == "task":
        return ngettext(
            "The task “%(words)s” was written down for %(people)s person.",
            "The task “%(words)s” was written down for %(people)s people.", people,
        )  # fmt: skip
    if kind == "list":
        return ngettext(
            "%(people)s person was put on the list “%(words)s”.",
            "%(people)s people were put on the list “%(words)s”.", people,
        )  # fmt: skip
    if kind == "unlist":
        return ngettext(
            "%(people)s person was taken off the list “%(words)s”.",
            "%(people)s people were taken off the list “%(words)s”.", people,
        )  # fmt: skip
    return _("%(people)s people were changed: %(words)s.")
