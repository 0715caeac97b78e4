"""How a form reaches people: a frame, plain HTML for another website, a QR code."""

import io
from collections.abc import Sequence

import qrcode
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from consent.capture.models import FormVersion
from consent.capture.rules.definition import Definition
from consent.capture.rules.questions import Question

_INPUTS = {
    "name": (("given_name", "text"), ("family_name", "text")),
    "email": (("email", "email"),),
    "phone": (("phone", "tel"),),
    "postcode": (("postcode", "text"),),
    "birthday": (("birthday", "date"),),
}


def html_frame(address: str, title: str, language: str) -> str:
    """The element that shows the form on a website which the form allows."""
    return format_html(
        '<iframe src="{}frame/?lang={}" title="{}" width="100%" height="900" loading="lazy"></iframe>',
        address, language, title,
    )  # fmt: skip


def html_form(
    address: str, definition: Definition, asked: Sequence[Question], version: FormVersion, language: str
) -> str:
    """A plain form for any website: the same questions and notice; no script, no key."""
    names = {"given_name": _("First name"), "family_name": _("Last name"), "email": _("E-mail"), "phone": _("Phone"),
             "postcode": _("Postal code"), "birthday": _("Birthday")}  # fmt: skip
    inputs = [
        (names[name], name, kind, mark_safe(" required") if definition.requires(field) else "")
        for field, each in _INPUTS.items()
        if definition.asks(field)
        for name, kind in each
    ]
    lines: list[SafeString | str] = [
        format_html('<form method="post" action="{}submit/">', address),
        format_html('<input type="hidden" name="lang" value="{}">', language),
        format_html('<input type="hidden" name="version" value="{}">', version.number),
        *[
            format_html('<label>{} <input name="{}" type="{}"{}></label>', label, name, kind, required)
            for label, name, kind, required in inputs
        ],
        format_html("<p>{}</p>", definition.notice[language]),
        *_listed(version),
        *[_radios(question) for question in asked],
        format_html("<button>{}</button>", _("Send")),
        mark_safe("</form>"),
    ]
    return "\n".join(lines)


def _listed(version: FormVersion) -> list[SafeString]:
    names = [(each["name"],) for each in version.recipients]
    return [format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", names))] if names else []


def _radios(question: Question) -> SafeString:
    return format_html(
        '<fieldset><legend>{0}</legend><label><input type="radio" name="{1}" value="yes"> {2}</label>'
        ' <label><input type="radio" name="{1}" value="no"> {3}</label></fieldset>',
        question.text, question.name, _("Yes"), _("No"),
    )  # fmt: skip


def qr_code(address: str) -> bytes:
    """An SVG picture of the address."""
    picture = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(picture)
    return picture.getvalue()
