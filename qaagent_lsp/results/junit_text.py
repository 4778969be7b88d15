"""Bytes of a JUnit file from anywhere → text that an XML parser accepts, and what was wrong with them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's, so it is asked first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    # Without a mark: how "<" begins in each (XML 1.0, appendix F).
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
# Python's codecs are many, and some are no encodings of text; these are, and agree with ASCII on "<?xml".
_KNOWN = re.compile(
    r"utf[-_]?8|(us[-_]?)?ascii|iso[-_]?8859[-_]?\d+|latin[-_]?\d|windows[-_]?\d+|cp\d+|koi8[-_][rut]"
    r"|gb\d+|gbk|big5|shift[-_]?jis|euc[-_]?(jp|kr)|mac[-_]?roman",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"<\?xml\s[^>]*\?>")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")
# Text that no reference is read in comes first; where its end is missing, it goes to the end of the file.
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,8}|#x[0-9A-Fa-f]{1,8});)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Readable:
    """``text`` begins with the first ``<`` and has no XML declaration; ``""`` when there is nothing to parse."""

    text: str
    problems: tuple[str, ...] = ()


def readable(data: bytes) -> Readable:
    r"""Decode and mend a file, whatever its bytes are.

    A byte order mark is believed before the declaration, and the declaration before UTF-8. Bytes that the encoding
    does not know, and characters that XML forbids (its production 2, Char), stay readable as ``\xNN`` texts. An ``&``
    that begins no reference of XML's own is taken for the character: without a DTD, which is never read, there are
    no other entities. Colours of a terminal are dropped.
    """
    if not data.strip(b"\0 \t\r\n"):
        return Readable("", ("the file is empty",))
    encoding, problems = _encoding(data)
    text = _decoded(data, encoding, problems)
    start = text.find("<")
    if start < 0:
        return Readable("", (*problems, "the file is not XML"))
    if text[:start].strip():
        problems.append(f"something stands before the XML: {_shown(text[:start])}")
    return Readable(_mended(text[start:], problems), tuple(problems))


def _encoding(data: bytes) -> tuple[str, list[str]]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, []
    found = _DECLARED.search(data[:1000])
    if found is None:
        return "utf-8", []
    name = found[1].decode("ascii")
    if _KNOWN.fullmatch(name):
        try:
            return codecs.lookup(name).name, []
        except LookupError:
            pass
    # UTF-16 is told by its bytes: a declaration that names it although they are single is wrong.
    return "utf-8", [f"the declared encoding {name} is not that of the file or is not known; read as UTF-8"]


def _decoded(data: bytes, encoding: str, problems: list[str]) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        shown = encoding.removesuffix("-sig").upper()
        problems.append(f"bytes that are not {shown}, the first at offset {error.start}: {error.reason}")
        return data.decode(encoding, "backslashreplace")


def _mended(text: str, problems: list[str]) -> str:
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :].lstrip()
    text = _COLOUR.sub("", text)
    text, forbidden = _FORBIDDEN.subn(lambda match: f"\\x{ord(match[0]):02x}", text)
    numbered = 0

    def of_number(match: re.Match[str]) -> str:
        nonlocal numbered
        number = int(match[1], 16) if match[1] else int(match[2])
        if number <= 0x10FFFF and not _FORBIDDEN.match(chr(number)):
            return match[0]
        numbered += 1
        return f"\\x{number:02x}"

    text = _REFERENCE.sub(of_number, text)
    if forbidden or numbered:
        problems.append(f"{forbidden + numbered} character(s) that XML forbids")
    bare = 0

    def of_ampersand(match: re.Match[str]) -> str:
        nonlocal bare
        if match[0] != "&":
            return match[0]
        bare += 1
        return "&amp;"

    text = _AMPERSAND.sub(of_ampersand, text)
    if bare:
        problems.append(f"{bare} '&' that begin(s) no reference of XML")
    return text


def _shown(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return repr(line if len(line) <= 60 else f"{line[:60]}…")
