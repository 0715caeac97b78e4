"""Keys: derive (HKDF), contact keys (HMAC), encrypt (AES-256-GCM), sign (Ed25519). Nothing here has a database."""

from coalition.platform.keys.contact import ContactKind, Identifier, contact_key, contact_keys, identifier, loose_keys
from coalition.platform.keys.envelope import new_data_key, open_sealed, seal, unwrap, wrap
from coalition.platform.keys.normalise import InvalidContact, mailbox_of, normalise_email, normalise_phone
from coalition.platform.keys.root import RootKey

__all__ = [
    "ContactKind", "Identifier", "InvalidContact", "RootKey", "contact_key", "contact_keys", "identifier", "loose_keys",
    "mailbox_of", "new_data_key", "normalise_email", "normalise_phone", "open_sealed", "seal", "unwrap", "wrap",
]  # fmt: skip
