"""The proof of a receipt: a detached JWS (RFC 7515, RFC 7797) by Ed25519 over its canonical bytes (RFC 8785).

Exactly one form of header is accepted, so that there is nothing to confuse: no other algorithm, no encoded payload, no
key from the document. Keys are found by their RFC 7638 thumbprint in a JWKS that came another way.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_BYTES = 64
_HEADER = re.compile(rb'\{"alg":"EdDSA","b64":false,"crit":\["b64"\],"kid":"[A-Za-z0-9_-]{43}"\}')


class BadProof(ValueError):
    """The proof does not hold; the message says why."""


class UnknownKey(BadProof):
    """The receipt names a key that is not among the published ones."""


class ContentChanged(BadProof):
    """The key is known, the signature is not the one of this content."""


def canonical_bytes(document: dict[str, Any]) -> bytes:
    """The document without its proof, as RFC 8785 writes it. Raises BadProof for what it cannot write."""
    try:
        return rfc8785.dumps({name: value for name, value in document.items() if name != "proof"})
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise BadProof("the document cannot be written in canonical form") from error


def public_jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """The public key as a JWK (RFC 8037) whose ``kid`` is its thumbprint."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": _encode(key.public_bytes_raw())}
    return {**members, "alg": "EdDSA", "kid": _encode(hashlib.sha256(rfc8785.dumps(members)).digest()), "use": "sig"}


def sign_document(document: dict[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """The document with its proof."""
    protected = _protected(public_jwk(key.public_key())["kid"])
    signature = key.sign(protected.encode() + b"." + canonical_bytes(document))
    return {**document, "proof": {"jws": f"{protected}..{_encode(signature)}"}}


def check_proof(document: dict[str, Any], jwks: dict[str, Any]) -> str:
    """The ``kid`` of the key that signed exactly this document. Raises BadProof, UnknownKey or ContentChanged."""
    protected, signature = _parts(document.get("proof"))
    for kid, key in _keys(jwks):
        if _protected(kid) == protected:
            try:
                key.verify(signature, protected.encode() + b"." + canonical_bytes(document))
            except InvalidSignature as error:
                raise ContentChanged("the content is not what was signed") from error
            return kid
    if _HEADER.fullmatch(_decode(protected)):
        raise UnknownKey("it is signed by a key that is not among the published ones")
    raise BadProof("the header of the signature is not the one of a receipt (EdDSA, unencoded, by key id)")


def _parts(proof: object) -> tuple[str, bytes]:
    if not isinstance(proof, dict) or set(proof) != {"jws"} or not isinstance(proof["jws"], str):
        raise BadProof("there is no proof with a signature in it (proof.jws)")
    parts = proof["jws"].split(".")
    if len(parts) != 3 or parts[1]:
        raise BadProof("the signature is not a detached JWS (header, two dots, signature)")
    signature = _decode(parts[2])
    if len(signature) != SIGNATURE_BYTES:
        raise BadProof(f"the signature has {len(signature)} bytes, an Ed25519 signature has {SIGNATURE_BYTES}")
    return parts[0], signature


def _protected(kid: str) -> str:
    return _encode(rfc8785.dumps({"alg": "EdDSA", "b64": False, "crit": ["b64"], "kid": kid}))


def _keys(jwks: dict[str, Any]) -> Iterable[tuple[str, Ed25519PublicKey]]:
    keys = jwks.get("keys")
    for each in keys if isinstance(keys, list) else []:
        if isinstance(each, dict) and each.get("kty") == "OKP" and each.get("crv") == "Ed25519":
            try:
                key = Ed25519PublicKey.from_public_bytes(_decode(str(each.get("x", ""))))
            except ValueError:
                continue
            yield public_jwk(key)["kid"], key


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Base64url without padding, in its one canonical form. Raises BadProof."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadProof("the signature is not written in base64url") from error
    if _encode(raw) != text:
        raise BadProof("the signature is not written in base64url")
    return raw
