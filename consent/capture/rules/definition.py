"""What a form asks, as its makers chose it; kept as JSON in the draft and in every version."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

LANGUAGES = ("en", "es")
FIELDS = ("name", "email", "phone", "postcode", "language", "birthday", "interests", "skills", "preferred")
COALITION_FIELDS = ("email", "phone")  # a coalition has no list: it asks who it is, and nothing else
OFF, OPTIONAL, REQUIRED = "off", "optional", "required"
CHANNELS = ("email", "phone", "sms")
IDENTIFIER = {"email": "email", "phone": "phone", "sms": "phone"}  # which identifier a channel reaches


@dataclass(frozen=True, slots=True)
class Definition:
    """Texts by language; ``fields`` from name to off, optional or required; ``recipients`` are organization ids."""

    title: Mapping[str, str] = field(default_factory=dict)
    introduction: Mapping[str, str] = field(default_factory=dict)
    notice: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    recipients: tuple[int, ...] = ()
    share: bool = False
    match: bool = False
    ask_each: bool = True
    topics: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    frame_sites: tuple[str, ...] = ()
    return_urls: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)

    @property
    def asked_channels(self) -> tuple[str, ...]:
        """The channels that the questions speak of; e-mail where none is chosen, and people are only passed on."""
        return tuple(each for each in CHANNELS if each in self.channels) or ("email",)

    def asks(self, name: str) -> bool:
        """Whether the form has this field."""
        return self.fields.get(name, OFF) != OFF

    def requires(self, name: str) -> bool:
        """Whether the field must be filled in."""
        return self.fields.get(name) == REQUIRED


def definition_from(stored: Mapping[str, Any]) -> Definition:
    """The definition as ``as_json`` stored it; names it does not know are left out."""
    known = {each.name: each.default for each in fields(Definition)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items() if name in known
    }
    return Definition(**values)


def missing(definition: Definition, *, kind: str, texts: bool) -> list[str]:
    """What a form still lacks before it can be published, as codes of ``forms.editor.LACKING``.

    ``texts`` says whether numbers can be proven: without texts none is asked for.
    """
    lacking = [f"title-{each}" for each in LANGUAGES if not definition.title.get(each)]
    lacking += [f"notice-{each}" for each in LANGUAGES if not definition.notice.get(each)]
    if not (definition.asks("email") or definition.asks("phone")):
        lacking.append("identifier")
    if not definition.channels and not definition.share and not definition.match:
        lacking.append("purpose")
    needed = {IDENTIFIER[channel] for channel in definition.asked_channels}
    lacking += [f"field-{each}" for each in sorted(needed) if not definition.asks(each)]
    if definition.asks("phone") and not texts:
        lacking.append("texts")
    elif definition.asks("phone") and "phone" not in needed:
        lacking.append("idle-phone")
    if (definition.share or definition.match or kind == "coalition") and not definition.recipients:
        lacking.append("recipients")
    return lacking
