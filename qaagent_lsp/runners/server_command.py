"""How the server under test is started: the user's ``start_command`` as an invocation, by a shell only if it must."""

from __future__ import annotations

import re
import shlex
from urllib.parse import urlsplit

from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.plan import Invocation, ServerUnderTest

SUITE = "server"
"""Name under which the server's call goes; no suite of the user."""

_POSIX_SHELL = re.compile(
    r"""[|&;<>()$`*?\[\]{}~#!\n\\]"""  # operators, expansions, comments, escapes; in quotes a shell is right too
    r"""|^\s*[A-Za-z_][A-Za-z0-9_]*="""  # VAR=value in front
    r"""|^\s*(?:cd|eval|exec|export|set|source|time|ulimit|umask|\.)\s"""
)
"""What only a shell understands. A shell is never wrong, but one process more, which has no interest in signals."""

_WINDOWS_WORD = re.compile(r'(?:"[^"]*"|[^\s"])+')


def server_invocation(server: ServerUnderTest, platform: str) -> Invocation:
    """Return how to start a server on ``platform`` (as ``sys.platform`` names it).

    ``BASE_URL`` is added to its environment, before the user's own additions; nothing else is. The command is never
    changed: where it listens is the command's own business, and ``base_url`` must say the same. Raises
    ``BadConfiguration`` for a command that is empty or ends inside quotes.
    """
    argv = _windows(server.command) if platform == "win32" else _posix(server.command)
    if not argv:
        raise BadConfiguration(
            "start_command is empty.", "Name the command that starts the server under test."
        )
    return Invocation(
        suite=SUITE,
        runner="pytest",  # whose events it writes: nobody's. A launcher looks at argv, cwd, env and output alone.
        argv=argv,
        cwd=server.cwd,
        env=(("BASE_URL", server.base_url), *server.env),
        events="",
        junit="",
        output=server.output,
    )


def server_resource(server: ServerUnderTest) -> str:
    """Name what a run must hold that starts this server.

    Another run would use the server as one that was running already, and lose it when the first run ends.
    """
    address = urlsplit(server.base_url)
    return f"server at {address.scheme}://{address.netloc.rpartition('@')[2]}"


def _posix(command: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise BadConfiguration(
            f"start_command cannot be read ({str(error).lower()}): {command}", "Close what is quoted."
        ) from error
    if words and _POSIX_SHELL.search(command):
        return ("/bin/sh", "-c", command)
    return words


def _windows(command: str) -> tuple[str, ...]:
    """Go through ``cmd``, as only that finds ``npm`` and other commands that are scripts and knows ``&&``.

    Not where the program itself stands in quotes, as a path with spaces does: ``cmd`` would take the first and the
    last quote of the line for its own.
    """
    words = tuple(word.replace('"', "") for word in _WINDOWS_WORD.findall(command))
    if not words or command.lstrip().startswith('"'):
        return words
    return ("cmd", "/c", *words)
