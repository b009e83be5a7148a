"""`python -m tests.mutation`: plant errors one at a time, and report how many the tests catch (where there is fork)."""

import argparse
import json
import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from sim.montecarlo.runner import cores
from tests.mutation.mutants import ROOT, Mutant, all_mutants, sample
from tests.mutation.planted import judge, warm_up
from tests.mutation.report import report

RECORD = ROOT / "results" / "mutation.jsonl"


def main() -> int:
    """Run the mutants that the record lacks, two at a time on two cores, and print the report."""
    asked = _asked()
    mutants = sample(asked.mutants, asked.seed)
    record = _read(asked.record)
    wanted = [mutant for mutant in mutants if _open(mutant, record, asked)]
    print(f"{len(mutants)} of {len(all_mutants())} mutants (seed {asked.seed}); {len(wanted)} to run", flush=True)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    warm_up()
    try:
        sound = judge(None)
        if sound.by is not None:
            print(f"the tests fail without any error planted: {sound.by}")
            return 1
        print(f"all tests pass without an error, in {sound.seconds:.0f} s", flush=True)
        _run(wanted, record, asked)
    except KeyboardInterrupt:
        print(f"\nstopped; what was done is kept in {asked.record}, and the same command resumes from there")
        return 130
    return report(mutants, record, asked.seed)


def _run(wanted: list[Mutant], record: dict[str, dict], asked: argparse.Namespace) -> None:
    """Judge the mutants, and write each verdict down as it comes."""
    with ThreadPoolExecutor(asked.workers) as pool, asked.record.open("a", encoding="utf-8") as file:
        futures = {pool.submit(judge, mutant): mutant for mutant in wanted}
        try:
            for number, future in enumerate(as_completed(futures), 1):
                mutant, verdict = futures[future], future.result()
                line = {
                    "mutant": mutant.key,
                    "line": mutant.line,
                    "by": verdict.by,
                    "seconds": round(verdict.seconds, 1),
                }
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()
                record[mutant.key] = line
                found = verdict.by or "NOT CAUGHT"
                print(f"{number}/{len(wanted)} {verdict.seconds:6.1f} s  {mutant.key}\n      {found}", flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)  # those under way hear Ctrl-C themselves
            raise


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--mutants", type=_at_least_one, default=200, help="how many to plant (default 200)")
    parser.add_argument("--seed", type=int, default=2, help="of the draw of mutants (default 2)")
    parser.add_argument("--workers", type=_at_least_one, default=cores(), help="processes (default: cores)")
    parser.add_argument(
        "--again",
        choices=["none", "survivors", "all"],
        default="none",
        help="what to run although the record has it (default none: resume where it stopped)",
    )
    parser.add_argument("--record", type=Path, default=RECORD, help="results so far, one line per mutant")
    asked = parser.parse_args()
    asked.record.parent.mkdir(parents=True, exist_ok=True)
    return asked


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 1 or more")
    return int(text)


def _read(path: Path) -> dict[str, dict]:
    """Mutant -> its last line in the record; a line that a crash cut short is left out."""
    found = {}
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            line = json.loads(text)
        except json.JSONDecodeError:
            continue
        found[line["mutant"]] = line
    return found


def _open(mutant: Mutant, record: dict[str, dict], asked: argparse.Namespace) -> bool:
    done = record.get(mutant.key)
    return done is None or asked.again == "all" or (asked.again == "survivors" and done["by"] is None)


if __name__ == "__main__":
    raise SystemExit(main())
