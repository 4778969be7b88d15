"""A server begins without OpenSSL, and computes the same digests."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

HEAD = """
import sys
from qaagent_lsp.server.without_openssl import import_hashing
"""
DIGESTS = """
import hashlib, hmac
for name in sorted(hashlib.algorithms_guaranteed - {"shake_128", "shake_256"}):
    print(hashlib.new(name, b"text").hexdigest(), getattr(hashlib, name)(b"text").hexdigest())
print(hmac.new(b"key", b"text", "sha256").hexdigest(), hmac.new(b"key", b"text", hashlib.sha1).hexdigest())
print(hmac.compare_digest("token", "token"), hmac.compare_digest(b"token", b"other"))
"""


def said_by(program: str) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stderr == ""
    return told.stdout.split()


def test_digests_are_those_that_openssl_computes() -> None:
    assert said_by(HEAD + "import_hashing()\n" + DIGESTS) == said_by(DIGESTS)


def test_nothing_that_a_server_begins_with_brings_openssl_in() -> None:
    program = """
import_hashing()
import qaagent_lsp.server.stdio
from qaagent_lsp.server.types_on_demand import import_types
import_types()
import qaagent_lsp.server.app
print("_hashlib" in sys.modules)
import ssl, _hashlib
print(ssl.create_default_context().check_hostname)
"""
    assert said_by(HEAD + program) == ["False", "True"]


@pytest.mark.parametrize("lacking", ["_md5", "_sha2" if find_spec("_sha2") else "_sha512"])
def test_a_python_without_digests_of_its_own_keeps_openssl(lacking: str) -> None:
    program = f"""
import importlib.machinery
own = importlib.machinery.PathFinder.find_spec
builtin = importlib.machinery.BuiltinImporter.find_spec
importlib.machinery.PathFinder.find_spec = lambda n, *a: None if n == "{lacking}" else own(n, *a)
importlib.machinery.BuiltinImporter.find_spec = lambda n, *a: None if n == "{lacking}" else builtin(n, *a)
import_hashing()
print("hashlib" in sys.modules)
"""
    assert said_by(HEAD + program) == ["False"]


def test_where_hashing_is_there_it_stays_as_it_is() -> None:
    program = "import hashlib\nbefore = hashlib.sha256\nimport_hashing()\nimport _hashlib\n"
    assert said_by(HEAD + program + "print(hashlib.sha256 is before)") == ["True"]
