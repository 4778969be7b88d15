"""``hashlib`` and ``hmac`` without OpenSSL: Python has every digest itself, and OpenSSL's library takes 3 MB.

Who speaks TLS imports ``ssl``, which brings that library in when it is needed.
"""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec

_OPENSSL = "_hashlib"
_EACH = ("_md5", "_sha1", "_sha3", "_blake2")
_SHA2 = (("_sha2",), ("_sha256", "_sha512"))
"""As Python names it from 3.12 on, and before."""


def import_hashing() -> None:
    """Import ``hashlib`` and ``hmac`` as on a Python that was built without OpenSSL.

    Not where one of them is imported already, nor where a distribution built Python without digests of its own.
    """
    if not sys.modules.keys().isdisjoint({"hashlib", "hmac", _OPENSSL}) or not _has_digests():
        return
    sys.modules[_OPENSSL] = None  # type: ignore[assignment]  # what makes an import fail
    try:
        importlib.import_module("hashlib")
        importlib.import_module("hmac")
    finally:
        del sys.modules[_OPENSSL]


def _has_digests() -> bool:
    return all(map(find_spec, _EACH)) and any(all(map(find_spec, names)) for names in _SHA2)
