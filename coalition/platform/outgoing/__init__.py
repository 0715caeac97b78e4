"""Posting to addresses that somebody else chose: only to public ones, checked at the moment of connecting."""

from coalition.platform.outgoing.addresses import is_public
from coalition.platform.outgoing.network import Network, Unreachable
from coalition.platform.outgoing.post import Answer, post
from coalition.platform.outgoing.targets import BadTarget, Limits, Target, parse_target

__all__ = ["Answer", "BadTarget", "Limits", "Network", "Target", "Unreachable", "is_public", "parse_target", "post"]
