"""Strikes secrets from a text before it leaves the machine. Rather too much than too little."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import quote, quote_plus

STRUCK = "[redacted]"

_SHORTEST_SECRET = 4
_SHORTEST_INSIDE_WORDS = 8
"""A value of fewer characters is struck only where it stands alone: ``test`` must not be cut out of every path."""

_TELLING_NAME = (
    r"(?:pass(?:word|wd|phrase|code|(?![a-z]))|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key"
    r"|private[_-]?key|signing[_-]?key|encryption[_-]?key|credential|session|csrf|xsrf|auth(?!or(?!i))|signature"
    r"|(?<![a-z])otp(?![a-z]))"
)
_TELLING_VARIABLE = re.compile(
    rf"^(?!XDG_|DESKTOP_|.*_SOCK$).*(?:{_TELLING_NAME}|_KEY$|^KEY$|DSN$|(?:DATABASE|REDIS|BROKER)_URL$)",
    re.IGNORECASE,
)

# Bounded, so that a text of any shape is read in a time that grows with its length only.
_NAME = rf"(?<![A-Za-z0-9])[A-Za-z0-9_.-]{{0,60}}?{_TELLING_NAME}[A-Za-z0-9_-]{{0,30}}"
_QUOTED = r"""(?:\\"(?:(?!\\").)*\\"|\\'(?:(?!\\').)*\\'|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Keys in PEM; the end may be cut off.
    (
        re.compile(
            r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----.*?(?:-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL
        ),
        STRUCK,
    ),
    # Whole headers, as they are sent and as dictionaries and lists of pairs show them.
    (
        re.compile(
            r"""(?i)\b((?:proxy-)?authorization|(?:set-)?cookie2?|x-api-key|x-auth-token)(\\?["']?\s*[:=,]\s*)"""
            rf"""b?({_QUOTED}|[^\r\n"'}}]+)"""
        ),
        rf"\1\2{STRUCK}",
    ),
    # A pass phrase may have blanks.
    (re.compile(r"(?i)\b(pass(?:word|wd|phrase)\s*:\s*)(?!\\?[\"'])[^\r\n,;]+"), rf"\1{STRUCK}"),
    (re.compile(r"(?i)\b(bearer|basic|digest|negotiate)(\s+)[A-Za-z0-9._~+/=-]{4,}"), rf"\1\2{STRUCK}"),
    # name = value, "name": value, ('name', 'value'), --name value, auth=("user", "word").
    (re.compile(rf"(?i)({_NAME}\s*=\s*)\([^()]*\)"), rf"\1{STRUCK}"),
    (re.compile(rf"""(?i)({_NAME}\\?["']\s*,\s*)b?(?:{_QUOTED})"""), rf"\1{STRUCK}"),
    (re.compile(rf"(?i)(--?{_NAME}[ =])(?:{_QUOTED}|\S+)"), rf"\1{STRUCK}"),
    (
        re.compile(
            rf"""(?i)({_NAME}\\?["']?\]?\s*(?:=>|:=|[!=]=|[:=])\s*)b?(?:{_QUOTED}|\[redacted\]|[^\s,;&}}]+)"""
        ),
        rf"\1{STRUCK}",
    ),
    # Who and with what, in an address.
    (re.compile(r"""\b([a-zA-Z][a-zA-Z0-9+.-]{0,20}://)[^\s'"<>]*@"""), rf"\1{STRUCK}@"),
    # What keys of well-known services look like, and JSON web tokens.
    (re.compile(r"\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){1,4}"), STRUCK),
    (re.compile(r"\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{12,}"), STRUCK),
    (
        re.compile(
            r"\b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|AIza|npm_|pypi-|hf_|sk-|[spr]k_(?:live|test)_)[\w-]{10,}"
        ),
        STRUCK,
    ),
    # Long and of all kinds of characters: no word of a language.
    (
        re.compile(
            r"(?<![A-Za-z0-9+/=])(?=[A-Za-z0-9+/]*[0-9])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[a-z])"
            r"[A-Za-z0-9+/]{32,}={0,2}"
        ),
        STRUCK,
    ),
    (re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), STRUCK),
)


def redact(text: str, secrets: Sequence[str] = ()) -> str:
    """Strike what is or looks like a secret: first the known values, in all their spellings, then by shape.

    ``secrets`` are values, as ``secret_values`` finds them. Redact before a text is cut: half a secret has no shape.
    """
    spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
    for value in sorted(spellings, key=len, reverse=True):
        if len(value) >= _SHORTEST_INSIDE_WORDS:
            text = text.replace(value, STRUCK)
        else:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", STRUCK, text)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def secret_values(environment: Mapping[str, str], named: Collection[str] = ()) -> tuple[str, ...]:
    """Return the values of the variables whose names look secret, and of those in ``named`` whatever they look like.

    ``named`` are the configured variables that hold tokens.
    """
    return tuple(
        value
        for name, value in environment.items()
        if value.strip() and (name in named or _TELLING_VARIABLE.search(name))
    )


def _spellings(secret: str) -> set[str]:
    """A secret as it is, in an address, in JSON, in base64; and its lines."""
    secret = secret.strip()
    found = {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        secret.replace("\\", "\\\\").replace('"', '\\"'),
    }
    found |= {repr(secret)[1:-1], b64encode(secret.encode()).decode().rstrip("=")}
    found |= {line.strip() for line in secret.splitlines()}
    return {spelling for spelling in found if len(spelling) >= _SHORTEST_SECRET}
