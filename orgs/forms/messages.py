"""Writing a message."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs.actions.messages import Words
from orgs.models import Message
from orgs.rules.messages import GIVEN_NAME, LONGEST_TEXT, unknown_placeholders

CHANNEL_NAMES = {"email": gettext_lazy("E-mail"), "sms": gettext_lazy("Text message")}


class MessageForm(forms.Form):
    """Channel, words, language. Texts are offered where a provider is configured."""

    channel = forms.ChoiceField(label=gettext_lazy("Send as"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=gettext_lazy("You write in"),
        help_text=gettext_lazy("What we add at the end is in each person's own language, where we know it."),
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"), required=False, max_length=200, help_text=gettext_lazy("For e-mail.")
    )
    body = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("{given_name} becomes each person's first name."),
    )
    reply_to = forms.EmailField(
        label=gettext_lazy("Answers go to"),
        required=False,
        help_text=gettext_lazy("An address of your organization. Left empty, nobody reads answers by e-mail."),
    )

    def __init__(self, *args: Any, texts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = [(code, CHANNEL_NAMES[code]) for code in Message.Channel.values if texts or code != "sms"]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]
        self.fields["language"].choices = [(code, _(name)) for code, name in settings.LANGUAGES]  # type: ignore[attr-defined]

    def clean_subject(self) -> str:
        """On one line."""
        return " ".join(self.cleaned_data["subject"].split())

    def clean(self) -> dict[str, Any]:
        """A mail has a subject; a text is short; nothing in braces but the first name."""
        found = super().clean() or self.cleaned_data
        body, channel = found.get("body", ""), found.get("channel")
        if channel == Message.Channel.EMAIL and not found.get("subject"):
            self.add_error("subject", _("An e-mail needs a subject. Say in a few words what it is about."))
        if channel == Message.Channel.SMS and len(body) > LONGEST_TEXT:
            self.add_error(
                "body",
                _("A text has at most %(most)d characters; this has %(now)d. Shorten it, or send an e-mail.")
                % {"most": LONGEST_TEXT, "now": len(body)},
            )
        for name in ("subject", "body"):
            unknown = unknown_placeholders(found.get(name, ""))
            if unknown:
                told = {"found": ", ".join(unknown), "known": GIVEN_NAME}
                self.add_error(name, _("%(found)s would be sent as it stands. Only %(known)s is filled in.") % told)
        return found

    @property
    def words(self) -> Words:
        """What was written, once the form is valid."""
        data = self.cleaned_data
        is_mail = data["channel"] == Message.Channel.EMAIL
        return Words(
            channel=data["channel"],
            language=data["language"],
            subject=data["subject"] if is_mail else "",
            body=data["body"].replace("\r\n", "\n"),
            reply_to=data["reply_to"] if is_mail else "",
        )
