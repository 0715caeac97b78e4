"""The questions of a form, each answered by yes or no, and none answered in advance."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from consent.capture.rules.definition import CHANNELS, Definition


@dataclass(frozen=True, slots=True)
class Question:
    """``name`` is the field's; a yes is for every recipient and channel that it names. ``listed`` are their names."""

    name: str
    purpose: str
    channels: tuple[str, ...]
    recipients: tuple[int, ...]
    text: str
    listed: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)


def question_from(stored: Mapping[str, Any]) -> Question:
    """The question as ``as_json`` stored it."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    return Question(**values)


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose form it is: an organization by id and name, or (``organization`` is None) a coalition; perhaps for a
    campaign only."""

    name: str
    organization: int | None = None
    campaign: str = ""


def questions(definition: Definition, asker: Asker, names: Mapping[int, str]) -> list[Question]:
    """The questions in the active language. ``names`` are those of the recipients."""
    found: list[Question] = []
    for channel in (each for each in CHANNELS if each in definition.channels):
        found += _contact(definition, asker, channel, names)
    channels = definition.asked_channels
    if definition.share:
        found += _share(definition, asker, channels, names)
    if definition.match and names:
        found.append(Question("match", "match", channels, tuple(names), _match(asker), tuple(names.values())))
    return found


def _contact(definition: Definition, asker: Asker, channel: str, names: Mapping[int, str]) -> list[Question]:
    if asker.organization is not None:
        whom = {asker.organization: asker.name}
        return [Question(f"contact-{channel}", "contact", (channel,), tuple(whom), _may(asker.name, channel, asker))]
    if definition.ask_each:
        return [
            Question(f"contact-{channel}-{each}", "contact", (channel,), (each,), _may(name, channel, asker))
            for each, name in names.items()
        ]
    text = _may(_("each of these organizations"), channel, asker)
    return [Question(f"contact-{channel}", "contact", (channel,), tuple(names), text, tuple(names.values()))]


def _share(definition: Definition, asker: Asker, channels: tuple[str, ...], names: Mapping[int, str]) -> list[Question]:
    giver = asker.name if asker.organization is not None else _("the organization that knows you")
    if definition.ask_each:
        return [
            Question(f"share-{each}", "share", channels, (each,), _pass(giver, name)) for each, name in names.items()
        ]
    text = _pass(giver, _("each of these organizations"))
    return [Question("share", "share", channels, tuple(names), text, tuple(names.values()))]


def _may(who: str, channel: str, asker: Asker) -> str:
    told = {"organization": who, "campaign": asker.campaign}
    if asker.campaign:
        return {
            "email": _("May %(organization)s send you e-mail about the campaign “%(campaign)s”?"),
            "phone": _("May %(organization)s call you about the campaign “%(campaign)s”?"),
            "sms": _("May %(organization)s send you text messages about the campaign “%(campaign)s”?"),
        }[channel] % told
    return {
        "email": _("May %(organization)s send you e-mail about its campaigns?"),
        "phone": _("May %(organization)s call you about its campaigns?"),
        "sms": _("May %(organization)s send you text messages about its campaigns?"),
    }[channel] % told


def _pass(giver: str, receiver: str) -> str:
    return _("May %(giver)s pass your name and how to reach you to %(receiver)s?") % {
        "giver": giver,
        "receiver": receiver,
    }


def _match(asker: Asker) -> str:
    return _("May these organizations be told which of their lists you are on, so that only one of them contacts you?")
