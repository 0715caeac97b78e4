"""How well somebody can do what they offer."""

from django.utils.translation import gettext_lazy as _

LEVELS = {"learning": _("Learning"), "able": _("Can do it"), "expert": _("Expert")}
