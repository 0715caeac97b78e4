"""What can become of a message that is handed to a provider, besides being taken."""


class HandOverFailed(Exception):
    """The provider did not say yes. ``code`` is a short reason, never an address or a word of the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotTaken(HandOverFailed):
    """Certainly not taken, for a passing reason: it may be handed over again later."""


class Refused(HandOverFailed):
    """Certainly not taken, and it will not be. ``dead``: the address or number itself does not work."""

    def __init__(self, code: str, *, dead: bool = False) -> None:
        super().__init__(code)
        self.dead = dead


class Uncertain(HandOverFailed):
    """Perhaps taken, perhaps not: it must not be handed over again by itself."""
