"""The reader's own settings of the look, kept in cookies: light or dark, single-key shortcuts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES = {"theme": ("auto", "light", "dark"), "shortcuts": ("on", "off")}
YEAR = 365 * 24 * 3600


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the choices sent and go back to where the reader was."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if safe else "/")
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value in allowed:
            response.set_cookie(
                name,
                value,
                max_age=YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    return response


def chosen(request: HttpRequest) -> dict[str, str]:
    """``THEME`` (light, dark or empty) and ``SHORTCUTS`` (off or empty), as the reader chose."""
    theme, shortcuts = request.COOKIES.get("theme", ""), request.COOKIES.get("shortcuts", "")
    return {
        "THEME": theme if theme in ("light", "dark") else "",
        "SHORTCUTS": "off" if shortcuts == "off" else "",
    }
