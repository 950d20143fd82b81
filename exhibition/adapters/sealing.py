"""Encrypts short secrets for the database (AES-256-GCM), each for one purpose and one row.

The library is imported where it is used: most processes never seal anything.
"""

import base64
import os

_NONCE_BYTES = 12


class NotOurs(ValueError):
    """It was sealed with another key, for another row, or changed since."""


def seal(key: bytes, secret: str, bound_to: str) -> str:
    """The secret as text that only ``unseal`` with the same key and ``bound_to`` can read."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret.encode(), bound_to.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(key: bytes, sealed: str, bound_to: str) -> str:
    """The secret again. Raises ``NotOurs``."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = base64.urlsafe_b64decode(sealed.encode("ascii"))
        opened = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise NotOurs(str(error)) from error
    return opened.decode()
