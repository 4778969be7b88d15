"""Wraps the few methods of behave that see everything: the same in 1.2.6, where they are old, and in 1.3."""

from __future__ import annotations

import functools
import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from qaagent_behave_session import Session

    Run = Callable[..., Any]


def install(session: Session) -> None:
    """Make behave tell ``session``. ``behave.__main__`` is imported by now."""
    runner = importlib.import_module("behave.runner")
    support = importlib.import_module("behave.runner_util")
    parser = importlib.import_module("behave.parser")
    model = importlib.import_module("behave.model")
    main = sys.modules["behave.__main__"]
    vars(main)["Configuration"] = _configuration(vars(main)["Configuration"], session)
    exec_file = _loads(support.exec_file, session.loading, session.file_broke)
    vars(support)["exec_file"] = vars(runner)["exec_file"] = exec_file
    vars(parser)["parse_file"] = _loads(parser.parse_file, session.loading, session.feature_broke)
    if session.selection is not None:
        vars(runner)["collect_feature_locations"] = _collects(runner.collect_feature_locations, session)
    runner.ModelRunner.run_hook = _run_hook(runner.ModelRunner.run_hook, session)
    runner.ModelRunner.run_model = _run_model(runner.ModelRunner.run_model, session)
    runner.Runner.run = _runner_run(runner.Runner.run, session)
    runner.Context._do_cleanups = _cleanups(runner.Context._do_cleanups, session)
    model.Scenario.run = _scenario_run(model.Scenario.run, session)
    model.Step.run = _step_run(model.Step.run, session)
    holder = next(kind for kind in model.Feature.__mro__ if "run" in vars(kind))
    holder.run = _container_run(holder.run, session)


def _configuration(original: Run, session: Session) -> Run:
    def configuration(*args: Any, **kwargs: Any) -> Any:
        try:
            return original(*args, **kwargs)
        except Exception as error:
            session.told(error)
            session.misused("%s: %s" % (type(error).__name__, error))
            raise

    return configuration


def _loads(original: Run, begins: Run, broke: Run) -> Run:
    """Wrap what reads one file, given by its first argument."""

    @functools.wraps(original)
    def load(filename: str, *args: Any, **kwargs: Any) -> Any:
        begins(filename)
        try:
            return original(filename, *args, **kwargs)
        except BaseException as error:
            broke(filename, error)
            raise

    return load


def _collects(original: Run, session: Session) -> Run:
    @functools.wraps(original)
    def collect(paths: Any, *args: Any, **kwargs: Any) -> Any:
        assert session.selection is not None
        return session.selection.located(original(session.selection.existing(paths), *args, **kwargs))

    return collect


def _runner_run(original: Run, session: Session) -> Run:
    @functools.wraps(original)
    def run(self: Any) -> Any:
        try:
            return original(self)
        except BaseException as error:
            session.broke(error)
            raise

    return run


def _run_model(original: Run, session: Session) -> Run:
    @functools.wraps(original)
    def run_model(self: Any, features: Any = None) -> Any:
        session.guarded(session.model_begins, self, self.features if features is None else features)
        return original(self, features)

    return run_model


def _run_hook(original: Run, session: Session) -> Run:
    @functools.wraps(original)
    def run_hook(self: Any, name: str, *args: Any) -> Any:
        hook = self.hooks.get(name)
        if hook is None or self.config.dry_run:
            return original(self, name, *args)

        def watched(*hook_args: Any) -> Any:
            try:
                return hook(*hook_args)
            except BaseException as error:
                session.guarded(session.hook_failed, name, args[-1] if args else None, error)
                raise

        session.guarded(session.hook_begins, name, args[-1] if args else None)
        self.hooks[name] = watched
        try:
            return original(self, name, *args)
        finally:
            self.hooks[name] = hook
            session.guarded(session.hook_ends, name)

    return run_hook


def _cleanups(original: Run, session: Session) -> Run:
    @functools.wraps(original)
    def do_cleanups(self: Any) -> Any:
        layer = self._stack[0].get("@layer")
        try:
            return original(self)
        except Exception as error:
            session.guarded(session.cleanup_failed, layer, error)
            raise

    return do_cleanups


def _container_run(original: Run, session: Session) -> Run:
    @functools.wraps(original)
    def run(self: Any, runner: Any) -> Any:
        session.guarded(session.container_begins, self)
        failed = original(self, runner)
        session.guarded(session.container_ends, self)
        return failed

    return run


def _scenario_run(original: Run, session: Session) -> Run:
    @functools.wraps(original)
    def run(self: Any, runner: Any) -> Any:
        session.guarded(session.scenario_begins, self, runner)
        try:
            failed = original(self, runner)
        except KeyboardInterrupt as error:
            session.guarded(session.interrupted, error)
            raise
        session.guarded(session.scenario_ends, self, bool(failed))
        return failed

    return run


def _step_run(original: Run, session: Session) -> Run:
    @functools.wraps(original)
    def run(self: Any, runner: Any, quiet: bool = False, capture: bool = True) -> Any:  # noqa: FBT001, FBT002 - behave's own signature
        if quiet:  # a step that another step executes
            passed = original(self, runner, quiet, capture)
            if not passed:
                session.guarded(session.inner_step_failed, self)
            return passed
        session.guarded(session.step_begins, self)
        passed = original(self, runner, quiet, capture)
        session.guarded(session.step_ends, self)
        return passed

    return run
