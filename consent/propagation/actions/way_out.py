"""The way out to endpoints: in production only HTTPS to public addresses; demo and tests may talk to themselves."""

from django.conf import settings

from coalition.platform.outgoing import Limits, Network


def limits() -> Limits:
    """What an endpoint may be."""
    return Limits(plain_http=True, loopback=True, ports=None) if settings.DEMO or settings.TESTING else Limits()


def network() -> Network:
    """How it is reached."""
    return Network(limits())
