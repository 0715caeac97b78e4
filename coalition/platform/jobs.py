"""Jobs: deferred by name inside the caller's transaction, so that they exist exactly when the change does."""

from typing import Any

from procrastinate import App
from procrastinate.contrib.django import app


def defer(name: str, **arguments: Any) -> int:
    """Queue the job ``name`` (``app.noun.verb``) with plain JSON arguments (ids, never personal data); its id."""
    return app.configure_task(name).defer(**arguments)


def defer_in(seconds: int, name: str, **arguments: Any) -> int:
    """The same, to be run after some seconds."""
    return app.configure_task(name, schedule_in={"seconds": seconds}).defer(**arguments)


def on_app_ready(procrastinate_app: App) -> None:
    """Give the procrastinate app its periodic sweep. Called once by procrastinate's Django integration."""
    from coalition.platform.stalled import register  # noqa: PLC0415  # the app must be ready first

    register(procrastinate_app)
