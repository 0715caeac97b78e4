"""A circuit breaker: after several failures in a row a provider is left alone for a while.

One for each process: with several workers each learns it by itself, at the cost of a few more tries.
"""

import threading
import time


class Breaker:
    """Open (nobody asks) for ``rest_seconds`` after ``failures`` in a row; then one try decides."""

    def __init__(self, *, failures: int, rest_seconds: float) -> None:
        self._limit, self._rest = failures, rest_seconds
        self._lock = threading.Lock()
        self._failed, self._until = 0, 0.0

    def is_open(self) -> bool:
        """Whether to leave the provider alone now. After the rest exactly one caller is let through."""
        with self._lock:
            if self._failed < self._limit:
                return False
            moment = time.monotonic()
            if moment < self._until:
                return True
            self._until = moment + self._rest
            return False

    def failed(self) -> None:
        """The provider did not answer as it should."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._until = time.monotonic() + self._rest

    def succeeded(self) -> None:
        """The provider is well."""
        with self._lock:
            self._failed = 0
