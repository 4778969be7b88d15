"""The code of the steps that generated features need: a client that asks the app, and what it answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.authoring.app_target import target_of
from qaagent_lsp.authoring.borrowed_fixtures import Borrowed, Fixture
from qaagent_lsp.authoring.kept_state import Held, State, held_by, module_import, names_of_modules
from qaagent_lsp.authoring.step_definitions import MARK, BehaveWorld, ClientKind
from qaagent_lsp.authoring.step_words import WORDINGS, Chosen, Meaning


@dataclass(frozen=True, slots=True)
class Backend:
    """How the app is asked.

    ``app`` is ``module:variable`` or ``module:factory()``; None: over HTTP, at ``BASE_URL`` (Django: in the process).
    ``kept`` is put back after every scenario. ``borrowed`` are fixtures of pytest that make the client, where they can
    be used; the root of the workspace is ``depth`` folders above the file of the steps.
    """

    kind: ClientKind
    app: str | None = None
    kept: tuple[State, ...] = ()
    borrowed: Borrowed | None = None
    depth: int = 0


SIGNED_IN = "I am signed in"
"""The step that signs a user in where a fixture of the project does."""


def steps_text(words: Chosen, world: BehaveWorld, backend: Backend) -> str:
    """Write a file of steps with all that are missing."""
    needed = set(words.missing)
    imports, client = _client(backend, world)
    standard = {"import json"} if needed & {"json", "fields"} else set()
    if "send_form" in needed:
        standard.add("from urllib.parse import urlencode")
    standard |= {line for line in imports if line.split()[1].partition(".")[0] in _STANDARD}
    third = {line for line in imports if line not in standard}
    borrows = backend.borrowed if not world.client else None
    behave: set[str] = {WORDINGS[one].keyword for one in needed}
    behave |= {"fixture", "use_fixture"} if borrows else set()
    behave |= {"given"} if signs_in(world, backend) else set()
    third.add(f"from behave import {', '.join(sorted(behave))}")
    own = {line for line in third if _is_own(line, backend)}
    sections = [sorted(part, key=_by_style) for part in (standard, third - own, own) if part]
    head = [f'"""Steps that ask the API. {MARK}; change them as you like."""']
    for section in sections:
        head += ["", *section]
    if borrows:
        way = " / ".join(
            [f"HERE.parents[{backend.depth}]", *(f'"{part}"' for part in borrows.conftest.split("/"))]
        )
        head += ["", "HERE = Path(__file__).resolve()", f"CONFTEST = runpy.run_path(str({way}))"]
    blocks = [client, *_sending(backend, world)] if needed & {"send", "send_json", "send_form"} else []
    if "json" in needed:
        blocks.append(_SAME)
    if needed & {"json", "fields", "contains", "lacks"}:
        blocks += _reading(backend.kind)
    if borrows:
        blocks[:0] = [_BORROWED.format(conftest=borrows.conftest)]
    if borrows and signs_in(world, backend):
        blocks.append(_signed_in(borrows))
    blocks += [_step(meaning, words, world, backend) for meaning in WORDINGS if meaning in needed]
    return "\n".join(head) + "\n\n\n" + "\n\n\n".join(block.strip("\n") for block in blocks) + "\n"


def signs_in(world: BehaveWorld, backend: Backend) -> bool:
    """Tell whether the steps bring one that signs a user in, because the project has none and a fixture does it."""
    has_fixture = backend.borrowed is not None and backend.borrowed.sign_in is not None
    return has_fixture and not world.client and not world.signs_in


_STANDARD = frozenset({"json", "os", "urllib", "contextlib", "copy", "inspect", "pathlib", "runpy"})
_TAKEN = frozenset({"copy", "given", "json", "then", "urlencode", "when"})
"""What these files always may import."""


def _is_own(line: str, backend: Backend) -> bool:
    modules = [*([backend.app] if backend.app else []), *(one.module for one in backend.kept)]
    first = line.split()[1].partition(".")[0]
    return first in {module.partition(":")[0].partition(".")[0] for module in modules}


def _by_style(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line


def _client(backend: Backend, world: BehaveWorld) -> tuple[set[str], str]:
    """Give the imports and the text of ``client_of(context)``: the hooks' own client, or one made for the scenario."""
    imports: set[str] = set()
    lines = ["def client_of(context):"]
    if backend.kept:
        lines.append("    keep_state(context)")
    if world.client:
        lines.append(f"    return context.{world.client}")
    elif backend.borrowed:
        imports |= {"import inspect", "import runpy", "from pathlib import Path"}
        lines.append('    if "api_client" not in context:')
        *before, client = backend.borrowed.chain
        lines += [f"        {one.name} = {_used(one)}" for one in before]
        lines += [f"        context.api_client = {_used(client)}", "    return context.api_client"]
    else:
        made, more, closes = _made(backend)
        imports |= more
        lines.append('    if "api_client" not in context:')
        if closes:
            imports.add("from contextlib import ExitStack")
            lines += [
                "        stack = ExitStack()",
                "        context.add_cleanup(stack.close)",
                f"        context.api_client = stack.enter_context({made})",
            ]
        else:
            lines.append(f"        context.api_client = {made}")
        lines.append("    return context.api_client")
    text = "\n".join(lines)
    if not backend.kept:
        return imports, text
    names = names_of_modules(backend.kept, _TAKEN | {line.split()[-1] for line in imports})
    imports |= {"import copy", *(_imported(module, name) for module, name in names.items())}
    return imports, f"{_keeping(held_by(backend.kept, names))}\n\n\n{text}"


def _used(fixture: Fixture) -> str:
    arguments = ("pytest_fixture", "context", f'"{fixture.function}"', *fixture.needs)
    return f"use_fixture({', '.join(arguments)})"


def _signed_in(borrowed: Borrowed) -> str:
    assert borrowed.sign_in is not None
    one = replace(borrowed.sign_in, needs=("client_of(context)",))
    return f"""
@given("{SIGNED_IN}")
def signed_in_step(context):
    {one.name} = {_used(one)}
    {borrowed.statement}
"""


_BORROWED = '''
@fixture
def pytest_fixture(context, name, *needed):
    """Use a fixture of {conftest} until the scenario is over."""
    made = inspect.unwrap(CONFTEST[name])(*needed)
    if inspect.isgenerator(made):
        yield from made
    else:
        yield made
'''


def _made(backend: Backend) -> tuple[str, set[str], bool]:
    """Say how a client is made, what that imports, and whether it is closed in the end."""
    if backend.kind == "django":
        return "Client()", {"from django.test import Client"}, False
    target = target_of(backend.app)
    if target is None:
        return 'httpx.Client(base_url=os.environ["BASE_URL"])', {"import httpx", "import os"}, True
    imports = {f"from {target.module} import {target.name}"}
    if backend.kind == "flask":
        return f"{target.made}.test_client()", imports, False
    return f"TestClient({target.made})", imports | {"from starlette.testclient import TestClient"}, True


def _imported(module: str, name: str) -> str:
    above, spelled = module_import(module, name)
    return f"from {above} import {spelled}" if above else f"import {spelled}"


def _keeping(kept: Sequence[Held]) -> str:
    spelled = [one.expression for one in kept]
    lines = [
        "def keep_state(context):",
        '    """Put back what the app keeps in memory, so that no scenario sees what another did."""',
        '    if "kept_state" in context:',
        "        return",
        "    context.kept_state = True",
    ]
    lines += [f"    context.add_cleanup(put_back, {one}, copy.deepcopy({one}))" for one in spelled]
    lines += [
        "",
        "",
        "def put_back(held, before):",
        "    held.clear()",
        "    held.extend(before) if isinstance(held, list) else held.update(before)",
    ]
    return "\n".join(lines)


def _sending(backend: Backend, world: BehaveWorld) -> Iterator[str]:
    call = {
        "httpx": "client.request(method, path, content=body, headers=headers, follow_redirects=False)",
        "flask": "client.open(path, method=method, data=body, headers=headers)",
        "django": (
            "client.generic(\n"
            '        method, path, body or "", headers.pop("Content-Type", "text/plain"), headers=headers\n'
            "    )"
        ),
    }[backend.kind]
    yield f"""
def send_request(context, method, path, body=None, content_type=None):
    headers = context.api_headers if "api_headers" in context else {{}}
    context.api_headers = {{}}
    if content_type:
        headers = {{**headers, "Content-Type": content_type}}
    client = client_of(context)
    context.{world.answer} = {call}
"""


_SAME = '''
def is_same(expected, found):
    """Compare values of JSON; "<varies>" stands for any value."""
    if expected == "<varies>":
        return True
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(is_same(expected[key], found[key]) for key in expected)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(is_same, expected, found))
    return expected == found
'''


def _reading(kind: ClientKind) -> Iterator[str]:
    text = "answer.content.decode()" if kind == "django" else "answer.text"
    yield f"def text_of(answer):\n    return {text}"


def _step(meaning: Meaning, words: Chosen, world: BehaveWorld, backend: Backend) -> str:
    arguments, body = _BODIES[meaning]
    pattern = words.patterns[meaning]
    quoted = f"'{pattern}'" if '"' in pattern else f'"{pattern}"'
    if "'" in pattern:
        quoted = repr(pattern)
    head = f"@{WORDINGS[meaning].keyword}({quoted})\ndef {meaning}_step(context{arguments}):\n"
    lines = (
        body.format(answer=f"context.{world.answer}", origin=_origin(backend, world)).strip("\n").split("\n")
    )
    return head + "\n".join(f"    {line}" if line else "" for line in lines)


def _origin(backend: Backend, world: BehaveWorld) -> str:
    """Where the client says that it is: some frameworks lead to whole URLs."""
    if backend.kind == "flask":
        return '"http://localhost"'
    is_in_process = backend.kind == "django" or backend.app or backend.borrowed or world.client
    return '"http://testserver"' if is_in_process else 'os.environ["BASE_URL"].rstrip("/")'


_BODIES: Mapping[Meaning, tuple[str, str]] = {
    "header": (
        ", name, value",
        (
            'headers = context.api_headers if "api_headers" in context else {{}}\n'
            "context.api_headers = {{**headers, name: value}}"
        ),
    ),
    "send": (", method, path", "send_request(context, method, path)"),
    "send_json": (", method, path", 'send_request(context, method, path, context.text, "application/json")'),
    "send_form": (
        ", method, path",
        (
            'form = urlencode([(row["name"], row["value"]) for row in context.table])\n'
            'send_request(context, method, path, form, "application/x-www-form-urlencoded")'
        ),
    ),
    "status": (
        ", status",
        'found = {answer}.status_code\nassert found == status, f"the status is {{found}}, not {{status}}"',
    ),
    "statuses": (
        ", statuses",
        (
            "found = {answer}.status_code\n"
            'assert found in map(int, statuses.split(",")), f"the status is {{found}}, none of {{statuses}}"'
        ),
    ),
    "json": (
        "",
        (
            "expected, found = json.loads(context.text), json.loads(text_of({answer}))\n"
            'assert is_same(expected, found), f"the answer is {{found}}, not {{expected}}"'
        ),
    ),
    "fields": (
        ", names",
        (
            "found = json.loads(text_of({answer}))\n"
            "for item in found if isinstance(found, list) else [found]:\n"
            '    missing = [name for name in names.split(", ") if name not in item]\n'
            '    assert not missing, f"{{missing}} missing in {{item}}"'
        ),
    ),
    "contains": (
        ", text",
        'found = text_of({answer})\nassert text in found, f"not in the answer: {{found[:2000]}}"',
    ),
    "lacks": (
        ", text",
        'found = text_of({answer})\nassert text not in found, f"in the answer: {{found[:2000]}}"',
    ),
    "leads": (
        ", location",
        (
            'found = ({answer}.headers.get("location") or "").removeprefix({origin})\n'
            'assert found == location, f"the answer leads to {{found}}, not to {{location}}"'
        ),
    ),
}


def django_environment(settings: str) -> str:
    """Write an ``environment.py`` for a Django project: a test database, in which each scenario begins anew."""
    return f'''"""Sets Django up for Behave. {MARK}; change it as you like."""

import os

import django
from django.test.runner import DiscoverRunner
from django.test.testcases import TestCase
from django.test.utils import setup_test_environment, teardown_test_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "{settings}")


class Scenario(TestCase):
    """Rolls back what a scenario did to the database."""

    def runTest(self):
        pass


def before_all(context):
    django.setup()
    setup_test_environment()
    context.runner = DiscoverRunner(verbosity=0, interactive=False)
    context.databases = context.runner.setup_databases()


def before_scenario(context, scenario):
    Scenario.setUpClass()
    context.transaction = Scenario()
    context.transaction._pre_setup()


def after_scenario(context, scenario):
    context.transaction._post_teardown()
    Scenario.tearDownClass()


def after_all(context):
    context.runner.teardown_databases(context.databases)
    teardown_test_environment()
'''
