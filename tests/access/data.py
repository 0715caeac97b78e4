"""What each posting route is sent, from someone's ids: valid, so that only access decides."""

from collections.abc import Callable
from typing import Any

Ids = dict[str, Any]

DATA: dict[tuple[str, str], Callable[[Ids], dict[str, Any]]] = {
    ("POST", "account_login"): lambda ids: {"login": "nobody@example.org", "password": "wrong"},
}
