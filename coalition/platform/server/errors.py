"""The one exception of this room."""


class ServerError(Exception):
    """Something the person at the terminal can mend. Its text is one line that says how; it is shown without traceback."""
