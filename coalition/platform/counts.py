"""``release_count``: the one way out for numbers that speak of several organizations' people.

Noise is discrete Laplace, sampled in exact arithmetic (Canonne, Kamath and Steinke, "The Discrete Gaussian for
Differential Privacy", 2020, algorithm 2) from bits that HMAC derives from the question: the same question has the
same noise for ever, so asking again teaches nothing.
"""

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

THRESHOLD = 10
EPSILON = 1.0
CONFIDENCE = 0.95
_DOMAIN = b"commonlist/release-count/v1\0"
Question = bytes | tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """A number that may be shown as "about ``value``", give or take ``margin``; ``None`` when it is hidden."""

    value: int | None
    margin: int
    hidden: bool


def release_count(
    true_value: int,
    *,
    inputs: Sequence[int],
    question: Question,
    secret: bytes,
    threshold: int = THRESHOLD,
    epsilon: float = EPSILON,
) -> Released:
    """Release a count of people with sticky noise, or hide it.

    ``inputs`` are the sizes of the lists that the count was made from: any below ``threshold`` hides the answer, and
    so does a noisy result below it. (The true result is not compared: whether it is 9 or 10 would show.) ``question``
    says canonically what was asked, of which versions of which lists: whoever asks about changed lists must change it.
    The margin holds 19 times in 20. Raises ValueError for an epsilon or a threshold that protects nobody.
    """
    if not 0 < epsilon <= 10 or threshold < 1:
        raise ValueError("epsilon must lie in (0, 10], and the threshold must be at least 1")
    noisy = true_value + discrete_laplace(_Bits(secret, question_digest(question)), Fraction(str(epsilon)))
    if min(inputs, default=0) < threshold or noisy < threshold:
        return Released(None, margin(epsilon), hidden=True)
    return Released(noisy, margin(epsilon), hidden=False)


def question_digest(question: Question) -> bytes:
    """Thirty-two bytes that stand for the question: a tuple's parts cannot run into one another."""
    canonical = question if isinstance(question, bytes) else repr(_plain(question)).encode()
    return hashlib.sha256(_DOMAIN + canonical).digest()


def margin(epsilon: float) -> int:
    """The distance that the noise exceeds at most once in twenty: 3 at epsilon 1."""
    decay = math.exp(-epsilon)
    distance = 0
    while 2 * decay ** (distance + 1) / (1 + decay) > 1 - CONFIDENCE:
        distance += 1
    return distance


def discrete_laplace(bits: "_Bits", epsilon: Fraction) -> int:
    """A sample of P(x) ∝ exp(-epsilon·|x|), exactly."""
    numerator, denominator = epsilon.numerator, epsilon.denominator
    while True:
        low = bits.below(denominator)
        if not _happens_exp(bits, Fraction(low, denominator)):
            continue
        high = 0
        while _happens_exp(bits, Fraction(1)):
            high += 1
        size = (low + denominator * high) // numerator
        negative = bits.below(2) == 1
        if not (negative and size == 0):
            return -size if negative else size


def _happens_exp(bits: "_Bits", gamma: Fraction) -> bool:
    """True with probability exp(-gamma), for 0 <= gamma <= 1."""
    turn = 1
    while bits.below(gamma.denominator * turn) < gamma.numerator:
        turn += 1
    return turn % 2 == 1


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | str | bytes) or value is None:
        return value
    if isinstance(value, tuple | list):
        return tuple(_plain(part) for part in value)
    raise TypeError(f"a question is made of numbers, texts and tuples, not of {type(value).__name__}")


class _Bits:
    """An endless stream of bits from HMAC-SHA256(secret, question || counter)."""

    def __init__(self, secret: bytes, digest: bytes) -> None:
        self.secret, self.digest, self.turn = secret, digest, 0
        self.pool, self.left = 0, 0

    def below(self, limit: int) -> int:
        """A uniform whole number in [0, limit), by rejection."""
        width = (limit - 1).bit_length()
        while True:
            number = self._take(width)
            if number < limit:
                return number

    def _take(self, width: int) -> int:
        while self.left < width:
            block = hmac.digest(self.secret, self.digest + self.turn.to_bytes(8, "big"), "sha256")
            self.pool = self.pool << 256 | int.from_bytes(block, "big")
            self.left += 256
            self.turn += 1
        self.left -= width
        number = self.pool >> self.left
        self.pool &= (1 << self.left) - 1
        return number
