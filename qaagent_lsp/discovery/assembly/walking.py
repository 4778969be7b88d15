"""The ways from every app down through its routers, each with the prefixes that were met on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.discovery.assembly.joints import NO_JOINT, Joint, Joints
from qaagent_lsp.discovery.assembly.turns import UNKNOWN
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Graph, Included, Node
from qaagent_lsp.discovery.dialects.registry import RULES
from qaagent_lsp.discovery.evaluation.joining import concatenated
from qaagent_lsp.discovery.evaluation.values import APPS, Place, RouterKind, RouterValue, TextValue
from qaagent_lsp.discovery.modules import holds_tests
from qaagent_lsp.discovery.syntax.conditions import Where, confidence_under, reason_under
from qaagent_lsp.discovery.syntax.expressions import Call
from qaagent_lsp.model.source import WorkspacePath

_MOST_WAYS = 64
"""So many ways lead to one router from one root. Where more seem to, too little is known of what includes what."""
_MAX_NAMES = 4
SITES: frozenset[RouterKind] = frozenset({"django", "urlconf", "drf", "ninja", "ninja_router"})
"""Kinds of Django: patterns are tried in turn, and may be known where the methods of a view are not."""


@dataclass(frozen=True, slots=True)
class Routers:
    """All that is known of the routers of a workspace.

    ``parts`` are graphs to be laid over one another. ``made`` tells how a router is made, ``apps`` what an app is
    called; ``templates`` maps routers of the project's own classes to what ``self`` is in the methods of the class.
    """

    parts: Sequence[Graph]
    made: Mapping[RouterValue, tuple[Call, Place]]
    apps: Mapping[RouterValue, str | None]
    templates: Mapping[RouterValue, RouterValue]


@dataclass(frozen=True, slots=True)
class Visit:
    """One way that leads to a router: ``outer`` stands before its prefix, for blueprints up to the Flask app.

    ``names`` may each stand before the name of a route. ``way`` are the turns that led here, None where one is not
    known. ``among`` is the part of the way below which there are no rivals but one another.
    """

    outer: TextValue
    app: str | None
    names: tuple[str, ...] = ("",)
    way: tuple[int, ...] | None = None
    among: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """Declarations of a router as one way leads to them; ``own`` is the router's prefix, ``turns`` are theirs."""

    kind: RouterKind
    visit: Visit
    own: TextValue
    way: tuple[int, ...] | None
    node: Node
    turns: tuple[int, ...]

    def order(self, at: int) -> tuple[int, ...]:
        """Give the place in the app's order of what is declared at an index; () where it is not known."""
        known = self.way is not None and at < len(self.turns) and self.turns[at] != UNKNOWN
        return (*self.way, self.turns[at]) if known and self.way is not None else ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One way that led to a router: what ``Stop`` says of it, whatever is declared there."""

    router: RouterValue
    visit: Visit
    own: TextValue
    way: tuple[int, ...] | None


_Step = tuple[int, int, TextValue, int, bool]


@dataclass(frozen=True, slots=True)
class _Walked:
    """The last walk, and all that it followed from."""

    joints: Mapping[RouterValue, Joint]
    serving: Mapping[RouterValue, Joint]
    apps: Mapping[RouterValue, str | None]
    templates: Mapping[RouterValue, RouterValue]
    arrivals: Sequence[Arrival]

    def still_holds(self, now: _Walked) -> bool:
        """Tell whether all ways lead where they led, whatever was declared."""
        return (
            self.joints.keys() == now.joints.keys()
            and self.serving.keys() == now.serving.keys()
            and self.apps == now.apps
            and self.templates == now.templates
            and all(_leads_alike(self.joints[router], joint) for router, joint in now.joints.items())
        )


class WayBook:
    """Keeps the ways on which nothing has changed: each is then the same object as in the walk before."""

    def __init__(self) -> None:
        """Start with nothing kept."""
        self.joints = Joints()
        self.walked = _Walked({}, {}, {}, {}, ())
        self._steps: dict[_Step, tuple[Included, Visit, Visit]] = {}
        self._used: dict[_Step, tuple[Included, Visit, Visit]] = {}
        self._starts: Sequence[Visit] = ()
        self._equal: dict[Visit, Visit] = {}

    def begin(self, starts: Mapping[RouterValue, Visit]) -> Mapping[RouterValue, Visit]:
        """Begin a walk from these routers; what the one before it did not come by is forgotten."""
        self._steps, self._used, self._equal = self._used, {}, {}
        known = {start: start for start in self._starts}
        found = {router: known.setdefault(start, start) for router, start in starts.items()}
        self._starts = tuple(found.values())
        return found

    def below(self, start: Visit, own: TextValue, item: Included, turn: int, *, ordered: bool) -> Visit:
        """Give the way on to what is included in a router; ``ordered``: the order there is known."""
        at = (id(item), id(start), own, turn, ordered)
        known = self._steps.get(at)
        if known is None or known[0] is not item or known[1] is not start:
            # What the key has by its id is kept along, so that ids stay their own.
            known = (item, start, self._as_before(_below(start, own, item, turn, ordered=ordered)))
        self._used[at] = known
        return known[2]

    def _as_before(self, visit: Visit) -> Visit:
        """Statements that moved lead to where they led before."""
        if not self._equal:
            self._equal = {known: known for _, _, known in self._steps.values()}
        return self._equal.setdefault(visit, visit)


def walk(routers: Routers, book: WayBook) -> Iterator[Stop]:
    """Walk from every app, then from every router that nothing includes; yield declarations with the way to them."""
    joints = book.joints.of(routers.parts, routers.templates)
    # What a test mounts into an app of its own is still served by itself, or by nobody.
    serving = {router: joint for router, joint in joints.items() if not _made_by_a_test(routers, router)}
    now = _Walked(joints, serving, routers.apps, routers.templates, book.walked.arrivals)
    if not book.walked.still_holds(now):
        now = replace(now, arrivals=tuple(_arrivals(now, book)))
    book.walked = now
    for to in now.arrivals:
        joint = joints.get(to.router, NO_JOINT)
        for node, turns in zip(joint.nodes, joint.turns, strict=True):
            if node.declared:
                yield Stop(to.router.kind, to.visit, to.own, to.way, node, turns)


def _leads_alike(before: Joint, now: Joint) -> bool:
    return before is now or (before.prefixes, before.included, before.under) == (
        now.prefixes,
        now.included,
        now.under,
    )


def _arrivals(at: _Walked, book: WayBook) -> Iterator[Arrival]:
    joints, serving, apps = at.joints, at.serving, at.apps
    children = {item.child for joint in serving.values() for item, _ in joint.included}
    instantiated = {template for router, template in at.templates.items() if template != router}
    roots = [router for router in joints if router not in children and router not in instantiated]
    named = Counter(apps.get(router) for router in roots)
    starts: dict[RouterValue, Visit] = {}
    for router in sorted(roots, key=lambda r: (r.kind not in APPS, r.file, r.span)):
        if router in serving:
            app = apps.get(router) if router.kind in APPS else None
            start = _start(router, app, joints[router].under)
            # Of two apps of one name nobody could tell which one a row is of.
            alone = named[app] == 1 or _serve_the_same(joints, roots, apps, app)
            starts[router] = replace(start, way=()) if app is not None and alone else start
    for router, start in book.begin(starts).items():
        yield from _Walk(joints, book).below(router, start, None, ())


def doubted(outer: TextValue, under: Sequence[Where]) -> TextValue:
    """Put in doubt what stands behind a prefix, for the sake of conditions."""
    if not under:
        return outer
    return concatenated(outer, TextValue("", confidence_under(under), reason_under(under)))


def in_test_function(file: WorkspacePath, scope: str) -> bool:
    """Tell whether an app made there is a test's or fixture's own business: nobody serves it."""
    return bool(scope) and holds_tests(file)


class _Walk:
    """A walk from one root, which goes no way twice."""

    def __init__(self, joints: Mapping[RouterValue, Joint], book: WayBook) -> None:
        self.joints = joints
        self.book = book
        self.gone: set[tuple[RouterValue, TextValue, TextValue | None, tuple[str, ...]]] = set()
        self.ways: dict[RouterValue, int] = {}

    def below(
        self, router: RouterValue, start: Visit, prefix: TextValue | None, above: tuple[RouterValue, ...]
    ) -> Iterator[Arrival]:
        """Yield the routers below one, itself first, with the ways that led to them.

        ``prefix`` is the joined prefix of blueprints, which a registration may replace.
        """
        way = (router, start.outer, prefix, start.names)
        ways = self.ways.get(router, 0)
        if router in above or way in self.gone or ways >= _MOST_WAYS:
            return
        self.gone.add(way)
        self.ways[router] = ways + 1
        joint = self.joints.get(router, NO_JOINT)
        above = (*above, router)
        ordered = start.way is not None and (prefix is not None or len(joint.prefixes) == 1)
        for own in (prefix,) if prefix is not None else joint.prefixes:
            known = ordered and (router.kind not in SITES or own.confidence == 1)
            yield Arrival(router, start, own, start.way if known else None)
            for item, turn in joint.included:
                sure = known and _is_sure(item, router.kind)
                visit = self.book.below(start, own, item, turn, ordered=sure)
                if item.how == "blueprint":
                    yield from self.nested(router.kind, own, item, visit, above)
                else:
                    yield from self.below(item.child, visit, None, above)

    def nested(
        self,
        kind: RouterKind,
        own: TextValue,
        item: Included,
        visit: Visit,
        above: tuple[RouterValue, ...],
    ) -> Iterator[Arrival]:
        child = self.joints.get(item.child, NO_JOINT)
        for prefix in (item.prefix,) if item.prefix is not None else child.prefixes:
            yield from self.below(item.child, visit, RULES[kind].join(own, prefix), above)


def _below(start: Visit, own: TextValue, item: Included, turn: int, *, ordered: bool) -> Visit:
    further = None if start.way is None or not ordered or turn == UNKNOWN else (*start.way, turn)
    before = doubted(start.outer, item.under)
    among = further or () if item.alone else start.among
    if item.how == "blueprint":
        return Visit(before, start.app, start.names, further, among)
    inner = concatenated(concatenated(before, own), item.prefix or NO_PREFIX)
    return Visit(inner, start.app, _names(start.names, item), further, among)


def _is_sure(item: Included, kind: RouterKind) -> bool:
    """Tell whether a pattern of Django stands before those below it, whatever doubts there are about methods."""
    if kind not in SITES:
        return True
    return not item.under and (item.alone or item.prefix is None or item.prefix.confidence == 1)


def _serve_the_same(
    joints: Mapping[RouterValue, Joint],
    roots: Sequence[RouterValue],
    apps: Mapping[RouterValue, str | None],
    app: str | None,
) -> bool:
    """Tell whether all settings modules that lead to one app of Django name one urlconf."""
    those = [router for router in roots if apps.get(router) == app]
    served = {tuple((item.child, item.prefix) for item, _ in joints[router].included) for router in those}
    return len(served) == 1 and all(router.kind == "django" for router in those)


def _names(outer: tuple[str, ...], item: Included) -> tuple[str, ...]:
    inner = tuple(f"{name}{space}:" for name in outer for space in item.namespaces)
    return inner[:_MAX_NAMES] or outer


def _start(root: RouterValue, app: str | None, under: Sequence[Where]) -> Visit:
    rules = RULES[root.kind]
    outer = TextValue(rules.begins) if root.kind in APPS else TextValue(rules.begins, 0.5, rules.unused)
    return Visit(doubted(outer, under), app)


def _made_by_a_test(routers: Routers, router: RouterValue) -> bool:
    made = routers.made.get(router)
    return made is not None and in_test_function(router.file, made[1].scope)
