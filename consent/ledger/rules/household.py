"""A key that several people share: a yes speaks of the one it names. ``commonlist.name_key`` is the twin."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence

GivenNames = Mapping[int, str]  # a person's subjects that others of the list have too: the person's given name


def name_key(subject_id: int, given_name: str) -> bytes:
    """Thirty-two bytes that say whom a grant on this subject speaks of, without saying the name."""
    # One letter for one, as in SQL: by itself Python makes two of "İ", and ends a Greek word with a letter of its own.
    name = "".join(letter.lower()[0] for letter in unicodedata.normalize("NFC", given_name).strip(" "))
    return hashlib.sha256(f"{subject_id}:{name}".encode()).digest()


def name_keys(subject_ids: Sequence[int], household: GivenNames | None) -> list[bytes | None]:
    """A name key for each subject that the person shares, None for each of the others."""
    shared = household or {}
    return [name_key(each, shared[each]) if each in shared else None for each in subject_ids]
