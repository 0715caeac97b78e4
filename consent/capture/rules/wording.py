"""The words of a notice: what is proposed, and how the whole of it is put together when it is published."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from consent.capture.rules.definition import Definition
from consent.capture.rules.questions import Asker, Question


def proposed_notice(asker: Asker, names: Mapping[int, str]) -> str:
    """The wording that a new form begins with, in the active language."""
    if asker.organization is None:
        keeps = _(
            "This form of %(name)s asks for your answers and nothing else. It puts you on no new list: organizations"
            " that know you already act by your answers."
        )
    else:
        keeps = _("%(name)s keeps what you enter here, to work with you and to act by your answers.")
    parts = [keeps % {"name": asker.name}]
    if names:
        parts.append(
            _("Your answers reach only the organizations named here. One that joins later is not covered: it must ask.")
        )
    parts.append(
        _(
            "Nothing counts before you confirm it with the message that we send you. You may say no to everything, and"
            " you can take back every yes at any time on the page “Your contact choices”."
        )
    )
    return " ".join(parts)


def whole_notice(definition: Definition, language: str, questions: Sequence[Question], names: Sequence[str]) -> str:
    """What people are told, word for word, in the active language: title, wording, recipients by name, questions."""
    parts = [definition.title[language], definition.notice[language]]
    if names:
        parts.append(_("Organizations named: %(names)s.") % {"names": "; ".join(names)})
    parts += [f"– {each.text}" + (f" ({'; '.join(each.listed)})" if each.listed else "") for each in questions]
    return "\n".join(parts)
