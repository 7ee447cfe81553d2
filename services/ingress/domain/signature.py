"""Twilio's signature of a webhook: HMAC over the address that Twilio was told, and the form's fields."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qs, urlsplit, urlunsplit

Algorithm = Literal["HMAC_SHA1", "HMAC_SHA256"]
Fields = Sequence[tuple[str, str]]

_DIGESTS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret and its one algorithm: what a request claims about the algorithm is not believed."""

    secret: str
    algorithm: Algorithm = "HMAC_SHA1"


def sign(url: str, fields: Fields, key: SigningKey) -> str:
    """Return the signature, base64, over `url` and the fields: names in order, each name's distinct values in order."""
    return _signature(url, _joined(fields), key)


def _joined(fields: Fields) -> str:
    return "".join(name + value for name, value in sorted(set(fields)))


def _signature(url: str, joined: str, key: SigningKey) -> str:
    signed = (url + joined).encode("utf-8", "surrogatepass")
    return b64encode(hmac.digest(key.secret.encode(), signed, _DIGESTS[key.algorithm])).decode()


def is_signed(url: str, fields: Fields, signature: str, keys: Iterable[SigningKey]) -> bool:
    """Tell whether `signature` is right under any of `keys`. Compares in constant time; never raises.

    How long it takes says under which key, or for which spelling, it is right, and of a wrong one nothing.
    """
    given, joined = signature.encode("utf-8", "replace"), _joined(fields)
    return any(
        hmac.compare_digest(_signature(spelling, joined, key).encode(), given)
        for key in keys
        for spelling in spellings(url)
    )


def body_is_signed(query: str, body: bytes) -> bool:
    """Tell whether the query's `bodySHA256` is that of a JSON body."""
    claimed = parse_qs(query).get("bodySHA256", [""])[0]
    return hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), claimed.lower().encode("utf-8", "replace"))


@lru_cache(maxsize=64)
def spellings(url: str) -> Sequence[str]:
    """Return `url` as Twilio may have signed it: as it is, without its port, with the default port."""
    parts = urlsplit(url)
    before, at, host = parts.netloc.rpartition("@")
    bare = host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
    default = f"{bare}:{_DEFAULT_PORTS.get(parts.scheme, 80)}"
    return tuple(dict.fromkeys(urlunsplit(parts._replace(netloc=before + at + name)) for name in (host, bare, default)))
