"""The application: its commands, what it says without one, and how it ends."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim import __version__
from sim.cli import calibrating, cases, dashboard, evidence, experiments, results, running
from sim.cli.blocks import flattened
from sim.cli.ending import guarded

QUESTION = "Which comes first: an all-for-all prisoner swap, or broader talks?"

WITHOUT_COMMAND = f"""\
allforall {__version__}. {QUESTION}

Try
  allforall run kyiv_summit_2025               simulate and print the answer
  allforall app                                look at it in a browser, move assumptions
  allforall run kyiv_summit_2025 --report      the same answer as an HTML report
  allforall scenarios                          list the scenarios that come with it
  allforall compare kyiv_summit_2025 no_uae    what one difference changes
  allforall trace kyiv_summit_2025 --world 0   print one simulated world as a story
  allforall explain russia.all_for_all.bargaining_chip
                                               what is assumed, and on what grounds
  allforall --help                             all commands
"""

_USAGE: Any = typer.BadParameter.__mro__[2]
"""The parent of all usage errors: typer brings its own click, or uses the installed one."""


class _Commands(TyperGroup):
    """The group of commands, where every ending becomes an exit status."""

    def invoke(self, ctx: Any) -> None:
        status = guarded(lambda: super(_Commands, self).invoke(ctx), passing=(typer.Exit, typer.Abort, _USAGE))
        if status:
            raise typer.Exit(status)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except _USAGE as error:
            if args and _is_scenario(args[0]):
                error.message = f"{args[0]} is a scenario; say what to do with it: allforall run {args[0]}"
            raise


def _is_scenario(word: str) -> bool:
    from sim.scenario import catalogue

    return word.endswith((".yaml", ".yml")) or any(entry.name == word for entry in catalogue())


app = typer.Typer(
    cls=_Commands,
    help=QUESTION,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"allforall {__version__}")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def _begin(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        print(WITHOUT_COMMAND, end="")


for _module in (running, experiments, calibrating, evidence, cases, results, dashboard):
    for _command in _module.COMMANDS:
        app.command()(flattened(_command))
