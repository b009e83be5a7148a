"""Commands about scenarios: check, list, explain, describe, compare. `validate` checks designs too; none simulates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.ending import BAD_INPUT, DONE
from sim.cli.options import Case
from sim.cli.streams import complain

if TYPE_CHECKING:
    from sim.scenario import CatalogueEntry, Prior


def validate(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Scenario or design files (or names) to check.", show_default=False),
    ],
) -> int:
    """Check files of scenarios and designs: what is wrong, where, and what to write."""
    from sim.scenario import ScenarioError

    status = DONE
    for file in files:
        try:
            print(f"{file}: {_valid(file)}")
        except ScenarioError as error:
            complain(str(error))
            status = BAD_INPUT
    return status


def _valid(file: str) -> str:
    """What a valid file holds.

    Raises
    ------
    ScenarioError
        when it is not valid
    """
    from sim.experiments.design import is_design, read_design
    from sim.scenario import load

    if not is_design(file):
        case = load(file)
        return f"valid ({case.name}: {case.title})"
    design = read_design(file)
    points, cases = _number(design.size, "point"), _number(len(design.scenarios), "scenario")
    return f"valid design ({design.name}: {points} of {_number(design.worlds, 'world')} in {cases})"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def scenarios(
    long: Annotated[bool, typer.Option("--long", "-l", help="Also print what each asks and what it changes.")] = False,
) -> None:
    """List the scenarios of the catalogue."""
    from sim.scenario import catalogue
    from sim.scenario.explain import BASE
    from sim.views.text.layout import entries, paragraph

    cases = sorted(catalogue(), key=lambda case: case.name != BASE)  # the base first, then by name
    titles = [(case.name, _title(case)) for case in cases]
    if long:
        for case, (name, title) in zip(cases, titles, strict=True):
            print(f"{name}\n{paragraph(title, first='  ')}\n{paragraph(case.description, first='    ')}\n")
    else:
        print(entries(titles))
        print("\nNext: allforall run NAME; allforall scenarios --long; allforall diff A B")


def _title(case: CatalogueEntry) -> str:
    return (
        f"{case.title} (experimental)" if case.experimental and "experimental" not in case.title.lower() else case.title
    )


def explain(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="A parameter, such as russia.all_for_all.bargaining_chip.", show_default=False
        ),
    ],
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="SCENARIO", help="Whose value and prior to print.")
    ] = "kyiv_summit_2025",
) -> None:
    """Explain a parameter: meaning, unit, default, range, prior, status, source."""
    from sim.scenario import explain as explained
    from sim.scenario import load
    from sim.views.text.layout import rewrap

    case = load(scenario)
    shared = next((prior for prior in case.priors if prior.scales and prior.key == path), None)
    print(rewrap(str(explained(path, case)) if shared is None else _shared(shared)))


def _shared(prior: Prior) -> str:
    """A prior under a label of its own, in words."""
    return "\n".join(
        [
            prior.key,
            f"  one factor, {prior.distribution}, by which these are multiplied together:",
            *(f"    {path}" for path in prior.targets),
        ]
    )


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.scenario import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=True))


def diff(a: Case, b: Case) -> None:
    """Say in what two scenarios differ."""
    from sim.scenario import load
    from sim.views.text.differences_page import format_differences

    print(format_differences(load(a), load(b)))


COMMANDS = (validate, scenarios, explain, schema, diff)
