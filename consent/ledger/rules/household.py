"""A key that several people share: a yes speaks of the one it names. ``commonlist.name_key`` is the twin."""

import hashlib
import unicodedata


def name_key(subject_id: int, given_name: str) -> bytes:
    """Thirty-two bytes that say whom a grant on this subject speaks of, without saying the name."""
    name = unicodedata.normalize("NFC", given_name).strip(" ").lower()
    return hashlib.sha256(f"{subject_id}:{name}".encode()).digest()
