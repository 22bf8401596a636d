"""Secrets that have to be read again: encrypted with keys that follow from `SECRET_KEY`.

The first key encrypts. Those of `SECRET_KEY_FALLBACKS` still decrypt, so that the key of a site may change.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"soundings: secrets that are kept"


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises ValueError of what no key of this site has sealed."""
    try:
        return _keys().decrypt(sealed).decode()
    except InvalidToken:
        raise ValueError("No key of this site has sealed that; was SECRET_KEY changed?") from None


def sealed_anew(sealed: str) -> str:
    """The same secret sealed with the key of today; as it is, where it was. Raises ValueError as `unseal`."""
    try:
        _key(settings.SECRET_KEY).decrypt(sealed)
    except InvalidToken:
        return seal(unseal(sealed))
    return sealed


def _keys() -> MultiFernet:
    return MultiFernet([_key(str(one)) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))
