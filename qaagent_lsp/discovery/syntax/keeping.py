"""What of plain code is kept: names that what a function returns is made of, numbers that paths may have.

Plain code binds many names that have nothing to do with routes.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from qaagent_lsp.discovery.syntax.expressions import Call, Choice, Joined, Name, Text
from qaagent_lsp.discovery.syntax.roots import roots
from qaagent_lsp.discovery.syntax.wiring import Binding, Function, Return


def number_of(targets: Sequence[ast.expr], value: ast.expr, scope: str) -> Text | None:
    """Give the number that a constant of a module is, as a path has it: ``API_VERSION = 1``, ``f"/v{API_VERSION}"``."""
    match value:
        case ast.Constant(value=number) if type(number) is int and not scope:
            named = all(isinstance(target, ast.Name) and target.id.isupper() for target in targets)
            return Text(str(number)) if named else None
        case _:
            return None


def hands_on_a_call(bindings: Sequence[Binding], returns: Sequence[Return]) -> bool:
    """Tell whether a name is returned that is bound to the result of a call: a router, an app."""
    names = {b.name for b in bindings if isinstance(b.value, Call)}
    return any(isinstance(one.value, Name) and one.value.dotted[0] in names for one in returns)


def still_wanted(bindings: Sequence[Binding], returns: Sequence[Return], function: Function) -> list[Binding]:
    """Give what is kept of what a function and those inside it bind: what stands elsewhere, what it hands on."""
    inner = f"{function.qualname}.<locals>."
    handed = _handed_on(bindings, returns, function)
    return [
        one
        for one in bindings
        if (one.name in handed if one.scope == function.qualname else not one.scope.startswith(inner))
    ]


def _handed_on(bindings: Sequence[Binding], returns: Sequence[Return], function: Function) -> set[str]:
    """Give the names of a function that matter to what it returns: parameters bound anew, and texts."""
    wanted = {name for one in returns if one.scope == function.qualname for name in roots(one.value)}
    if not wanted:
        return wanted
    params = {param.name for param in function.params}
    found: set[str] = set()
    for binding in reversed(bindings):
        is_wanted = binding.scope == function.qualname and binding.name in wanted
        if is_wanted and (binding.name in params or isinstance(binding.value, Text | Joined | Choice)):
            found.add(binding.name)
            wanted.update(roots(binding.value))
    return found
