"""What came of the mutants: how many were caught, how sure that share is, and what is said of those that were not."""

from collections import Counter
from pathlib import Path

from ruamel.yaml import YAML
from scipy.stats import binomtest

from tests.mutation.mutants import Mutant

EXPLAINED = Path(__file__).with_name("equivalent.yaml")


def explained() -> dict[str, str]:
    """Mutant -> why no test can tell it from the model."""
    return YAML(typ="safe").load(EXPLAINED.read_text(encoding="utf-8")) or {}


def report(mutants: list[Mutant], record: dict[str, dict], seed: int) -> int:
    """Print the shares and the survivors.

    Returns
    -------
    exit status: 0 when every survivor is explained, else 1
    """
    why = explained()
    caught = [mutant for mutant in mutants if record[mutant.key]["by"]]
    survivors = [mutant for mutant in mutants if not record[mutant.key]["by"]]
    print(f"\ncaught: {_share(len(caught), len(mutants))} (seed {seed}, golden runs left out)")
    equivalent = [mutant for mutant in survivors if mutant.key in why]
    if equivalent:
        print(f"without {len(equivalent)} that change nothing: {_share(len(caught), len(mutants) - len(equivalent))}")
    stages = Counter(record[mutant.key]["by"].split("::")[0].rpartition("/")[0] or "other" for mutant in caught)
    for stage, count in stages.most_common():
        print(f"  {count:4d} first by {stage}")
    for mutant in survivors:
        print(f"not caught: {mutant.file}:{mutant.line} {mutant.key}\n    {why.get(mutant.key, 'UNEXPLAINED')}")
    return int(len(equivalent) < len(survivors))


def _share(count: int, of: int) -> str:
    interval = binomtest(count, of).proportion_ci(0.95, method="exact")
    return f"{count} of {of}, {count / of:.1%} (95 % interval {interval.low:.1%} to {interval.high:.1%}, exact)"
