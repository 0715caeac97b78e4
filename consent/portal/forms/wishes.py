"""Topics, skills, channel: what is ticked changes; nothing is ticked in advance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.actions.preferences import Wishes
from orgs.queries.preferences import Preferences

CHANNELS = (
    ("phone", _("Phone calls")),
    ("sms", _("Text messages")),
    ("email", _("E-mail")),
    ("none", _("It does not matter to me")),
)


class _Several(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label, required=False, error_messages={"invalid_choice": _("Choose only what is on the page.")}
        )


class WishesForm(forms.Form):
    """Fields without anything to choose from are left out."""

    drop_interests = _Several(_("I no longer want to hear about"))
    add_interests = _Several(_("I want to hear about"))
    channel = forms.ChoiceField(
        label=_("I like to be reached by"), choices=CHANNELS, required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose only what is on the page.")},
    )  # fmt: skip
    drop_skills = _Several(_("I no longer offer"))
    add_skills = _Several(_("I can help with"))
    new_skill = forms.CharField(
        label=_("Something else that I can do, in a few words"),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Say it in at most 100 letters.")},
    )

    def __init__(self, *args: Any, there: Preferences, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs in {
            "drop_interests": there.interests,
            "add_interests": there.other_interests,
            "drop_skills": there.skills,
            "add_skills": there.other_skills,
        }.items():
            if pairs:
                self.fields[name].choices = [(str(id), text) for id, text in pairs]  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def clean_new_skill(self) -> str:
        text: str = self.cleaned_data["new_skill"]
        if "@" in text or sum(character.isdigit() for character in text) > 4:
            raise forms.ValidationError(_("Please no addresses or numbers here: a skill, like “driving” or “Spanish”."))
        return text

    @property
    def wishes(self) -> Wishes:
        """What was chosen."""
        ids = {name: frozenset(map(int, self.cleaned_data.get(name) or [])) for name in (
            "drop_interests", "add_interests", "drop_skills", "add_skills")}  # fmt: skip
        return Wishes(**ids, new_skill=self.cleaned_data["new_skill"], channel=self.cleaned_data["channel"])
