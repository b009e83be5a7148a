"""What a sample is drawn over: the priors of the scenarios, some of them, or distributions that the design states."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from sim.experiments.design.design import Mover
from sim.experiments.design.parameters import ScenarioLayer, found_in, listed, refuse_imposed, refuse_settled, told_once
from sim.experiments.design.sample import SaltelliSample, SampledPoints, UnitSample
from sim.montecarlo.errors import RunError
from sim.scenario import Distribution, Draws, Prior
from sim.scenario.layers.layer import Layer
from sim.scenario.text.check import Report, kind_of
from sim.scenario.text.nodes import Items, Node, Scalar, Table
from sim.scenario.text.problems import did_you_mean, nearest, shown
from sim.scenario.uncertainty.uncertain import Uncertain

PRIOR = "prior"


@dataclass(frozen=True, kw_only=True)
class Space:
    """Keys with a distribution in each scenario, and the dimensions in which they are drawn.

    A key is a dimension of its own, but for the columns of joint draws, which are one: a point takes a row.

    Attributes
    ----------
    keys : paths, and labels of factors, sorted
    movers : for each scenario, what each key moves
    distributions : for each scenario, of each key; None where the scenario has nothing uncertain about it
    dimensions : keys, and labels of joint draws
    places : for each scenario, int (keys,), the dimension of each key
    """

    keys: tuple[str, ...]
    movers: tuple[tuple[Mover, ...], ...]
    distributions: tuple[tuple[Distribution | Draws | None, ...], ...]
    dimensions: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]

    def values(self, unit: UnitSample | SaltelliSample) -> tuple[SampledPoints, ...]:
        """The values that points of the unit cube stand for in each scenario: quantiles of its distributions.

        Raises
        ------
        RunError
            when the cube has other dimensions than the space: joint draws are one, with several parameters
        """
        if unit.dimensions != len(self.dimensions):
            raise RunError(
                f"{len(self.keys)} parameters in {len(self.dimensions)} dimensions cannot be varied one by one: joint"
                " draws move them together; leave the columns of the draws out"
            )
        return tuple(
            SampledPoints(unit, distributions, places)
            for distributions, places in zip(self.distributions, self.places, strict=True)
        )


def space_of(priors: Sequence[Sequence[Prior]], keys: Sequence[str] | None = None) -> Space:
    """The space of some priors of each scenario; of all of them by default."""
    by_key = [{prior.key: prior for prior in own} for own in priors]
    names = tuple(sorted(set().union(*by_key)) if keys is None else keys)
    labels = [[own[key].label for key in names if key in own] for own in by_key]
    used = set().union(*labels)
    order = [label for key in names for label in (key, *(own[key].label for own in by_key if key in own))]
    dimensions = [label for label in dict.fromkeys(order) if label in used]
    return Space(
        keys=names,
        movers=tuple(tuple(_mover(own.get(key), key) for key in names) for own in by_key),
        distributions=tuple(tuple(own[key].distribution if key in own else None for key in names) for own in by_key),
        dimensions=tuple(dimensions),
        places=tuple(tuple(dimensions.index(own[key].label) if key in own else 0 for key in names) for own in by_key),
    )


def _mover(prior: Prior | None, key: str) -> Mover:
    if prior is None:
        return Mover(key=key, targets=())
    return Mover(key=key, targets=prior.targets, scales=prior.scales, group=prior.group)


def read_over(node: Node, laid: Sequence[ScenarioLayer], report: Report) -> Space | None:
    """What `over` says; None (and a problem) when it cannot be understood."""
    if isinstance(node, Table) and node.entries:
        return _stated(node, laid, report)
    if isinstance(node, Items) and node.entries:
        return _chosen(node, laid, report)
    if isinstance(node, Scalar) and node.text == PRIOR:
        certain = [one.scenario.name for one in laid if not one.scenario.priors]
        if not certain:
            return space_of([one.scenario.priors for one in laid])
        report.add(
            node.mark,
            f"there is nothing uncertain in {listed(certain)}",
            ("over",),
            "name distributions here: over: {PATH: {uniform: [low, high]}}",
        )
        return None
    report.add(
        node.mark,
        f"over must be 'prior', a list of what is uncertain, or a mapping to distributions; found {found_in(node)}",
        ("over",),
        "did you mean 'prior'?" if isinstance(node, Scalar) and nearest(node.text, [PRIOR]) else "write over: prior",
    )
    return None


def _chosen(node: Items, laid: Sequence[ScenarioLayer], report: Report) -> Space | None:
    """Some of the scenarios' priors, by their keys, which every scenario must have."""
    keys: dict[str, None] = {}
    known = [{name for prior in one.scenario.priors for name in (prior.key, prior.label)} for one in laid]
    for entry in node.entries:
        text = entry.text if isinstance(entry, Scalar) else ""
        if not text:
            report.add(
                entry.mark,
                f"over must name what is uncertain, found {kind_of(entry)}",
                ("over",),
                "for distributions of its own write a mapping: over: {PATH: {uniform: [low, high]}}"
                if isinstance(entry, Table)
                else "",
            )
            continue
        named = {prior.key: None for one in laid for prior in one.scenario.priors if prior.group == text}
        twice = next((key for key in named or [text] if key in keys), None)
        if twice is not None:
            report.add(entry.mark, f"'{shown(twice)}' is named twice", ("over",), "keep one of the two")
            continue
        keys |= named or {text: None}
        lacking = [one.scenario.name for one, own in zip(laid, known, strict=True) if text not in own]
        if lacking and not refuse_settled(text, entry.mark, laid, report, "over"):
            where = "" if len(laid) == 1 else f" in {listed(lacking)}"
            report.add(
                entry.mark,
                f"'{shown(text)}' is not uncertain{where}",
                ("over",),
                "" if report.crowded else _remedy(text, set.union(*known), laid),
            )
    return None if report.problems else space_of([one.scenario.priors for one in laid], tuple(keys))


def _remedy(text: str, known: set[str], laid: Sequence[ScenarioLayer]) -> str:
    """What to write for a key that not every scenario has under `uncertain`."""
    if text in known or all(text in one.scenario.paths for one in laid):
        return f"give it a distribution here: over: {{{text}: {{uniform: [low, high]}}}}"
    return did_you_mean(text, sorted(known), "uncertain there")


def _stated(node: Table, laid: Sequence[ScenarioLayer], report: Report) -> Space | None:
    """Distributions of the design's own, in the form of a scenario's `uncertain`."""
    settled = {key for key, mark in node.keys.items() if refuse_settled(key, mark, laid, report, "over")}
    found, problems = [], []
    for one in laid:
        layer = Layer(source=node.mark.source, root=node.mark, uncertain=_without(node, settled))
        merged = dataclasses.replace(one.merged, layers=[*one.merged.layers, layer])
        own = Uncertain(merged)
        own.add(layer)
        for entry in own.entries.values():
            if entry.fixed:
                layer.report.add(
                    entry.value, f"'{shown(entry.key)}' is fixed: it spans nothing", ("over", entry.key), "leave it out"
                )
        priors = own.priors()
        own.check_support(merged.filled(), priors)
        for prior in priors:
            refuse_imposed(prior.targets, prior.key, own.owner(prior.key).mark, one, layer.report, "over")
            if prior.group:
                refuse_settled(prior.key, own.owner(prior.key).mark, [one], layer.report, "over")
        problems.append((one.scenario.name, layer.problems))
        found.append(priors)
    report.problems += told_once(problems)
    return None if report.problems else space_of(found)


def _without(node: Table, keys: set[str]) -> Table:
    entries = {key: value for key, value in node.entries.items() if key not in keys}
    return Table(node.mark, entries, node.keys)
