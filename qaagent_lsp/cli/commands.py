"""Which commands there are, and how whatever ends them becomes an answer and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from qaagent_lsp import __version__
from qaagent_lsp.cli import config, demo, doctor, generate, plan_run, routes, run, run_all, runs, tests
from qaagent_lsp.cli.answers import Ending, asks_for_json, say, say_refused, write_ending
from qaagent_lsp.cli.scopes import refuse_doubled, with_values
from qaagent_lsp.model.errors import QaAgentError

EXIT_REFUSED = 2
EXIT_BROKE = 3
EXIT_CANCELLED = 130
EXIT_PIPE = 141
STDOUT = 1


def _help_on(error: typer.TyperException) -> str:
    """Name the help of the command that was called wrongly, or of all where none was."""
    asked = getattr(error, "ctx", None)
    return f"{asked.command_path if asked is not None else 'qaagent-lsp'} --help"


def obey(argv: Sequence[str]) -> int:
    """Carry out one command and return its exit code. ``KeyboardInterrupt`` is the caller's."""
    machine = asks_for_json(argv)
    returned: list[object] = []
    app = make_app()
    app.info.result_callback = _note_in(returned)
    try:
        refuse_doubled(argv)
        done = typer.main.get_command(app).main(
            with_values(argv), prog_name="qaagent-lsp", standalone_mode=False
        )
        sys.stdout.flush()
    except QaAgentError as error:
        say_refused(error)
        if machine:
            write_ending(Ending.of_refusal(error))
        return error.exit_code
    except typer.TyperException as error:
        hint = _help_on(error)
        say(f"{error.format_message() or 'No command was given.'}\n  {hint} tells what there is.")
        if machine:
            write_ending(Ending("refused", "usage", error.format_message(), hint))
        return EXIT_REFUSED
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except (BrokenPipeError, SystemExit):
        # Whoever read us has gone (typer and rich answer that with an exit of their own); nothing more can be
        # said, and Python must not try to when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
        return EXIT_PIPE
    except Exception as error:  # noqa: BLE001 - the request boundary: said with its traceback, never swallowed
        say(traceback.format_exc())
        if machine:
            write_ending(Ending("error", "internal-error", f"{type(error).__name__}: {error}"))
        return EXIT_BROKE
    if done == EXIT_CANCELLED and not returned:
        # typer makes an exit code of an interrupt; a command that was cancelled in order has returned.
        raise KeyboardInterrupt
    return done if isinstance(done, int) else 0


def _note_in(returned: list[object]) -> Callable[..., object]:
    def note(result: object, **_: object) -> object:
        returned.append(result)
        return result

    return note


def make_app() -> typer.Typer:
    """Lay out the command line."""
    app = typer.Typer(
        name="qaagent-lsp",
        help="Runs exactly the tests that exercise a route, and shows the answer on the line and on the route.",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    app.command("demo")(demo.demo)
    app.command("routes")(routes.list_routes)
    app.command("tests")(tests.list_tests)
    app.command("run")(run.run)
    app.command("run-all")(run_all.run_all)
    app.command("plan-run")(plan_run.plan_run)
    app.command("generate")(generate.generate)
    app.add_typer(runs.make_runs(), name="runs")
    app.command("doctor")(doctor.doctor)
    app.add_typer(config.make_config(), name="config")
    app.command("serve", help="The language server: --stdio, --tcp HOST:PORT or --ws HOST:PORT.")(_serve)
    return app


def _say_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if asked:
        print(__version__)
        raise typer.Exit


def _options(
    *,
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_say_version),
    ] = False,
) -> None:
    del show_version


def _serve() -> None:
    """Stand in the list of commands; ``__main__`` has started the server before this module was imported."""
