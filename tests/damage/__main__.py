"""`python -m tests.damage MUTANTS [SEED]`: as many damaged folders of every kind, and what came of them."""

import collections
import random
import sys
import tempfile
import traceback
from pathlib import Path

from tests.damage.test_damage import CASES
from tests.damage.trial import tried


def main(mutants: int, seed: int = 1) -> None:
    counted = collections.Counter()
    with tempfile.TemporaryDirectory() as place:
        for name, (make, how, _) in CASES.items():
            case, luck = make(Path(place) / name, **how), random.Random(f"{seed} {name}")
            for _ in range(mutants):
                try:
                    said, outcome = tried(case, Path(place) / "copy", luck)
                except Exception as error:
                    said, outcome = "", "internal error"
                    print(name, *error.__notes__, "".join(traceback.format_exception(error)[-3:]), sep="\n", flush=True)
                if outcome == "another answer":
                    outcome += " (sealed)" if "sealed" in said else " (NOT SEALED)"
                    if "NOT" in outcome:
                        print(name, said, flush=True)
                counted[name, outcome] += 1
    for (name, outcome), count in sorted(counted.items()):
        print(f"{name:12} {outcome:28} {count}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
