"""Tasks in words: ``{% load tasks %}``."""

from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.platform.templatetags.ui import day
from coalition.platform.tenancy import Actor
from orgs.models import Task
from orgs.policies import can_change_task
from orgs.rules.tasks import PUT_OFF

register = template.Library()


@register.filter
def due_words(due: date, today: date) -> str:
    """ "today", "tomorrow", "3 days overdue", else the date."""
    days = (due - today).days
    if days in (0, 1):
        return _("due today") if days == 0 else _("due tomorrow")
    if days < 0:
        return ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
    return _("by %(day)s") % {"day": day(due)}


@register.simple_tag
def put_off_choices() -> dict[str, tuple[int, Any]]:
    """By how much a task can be put off."""
    return PUT_OFF


@register.filter
def may_change_task(actor: Actor, task: Task) -> bool:
    """Whether the actor may change the task."""
    return can_change_task(actor, task)
