"""The one exception of this room."""


class ServerError(Exception):
    """What the person at the terminal can mend: one line that says how, shown without traceback."""
