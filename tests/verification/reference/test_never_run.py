"""Table 10.3 of MODEL.md: what the specification lists as never run, run."""

import re

import numpy as np
import pytest

from tests.verification.claims import MODEL
from tests.verification.reference.never_run import CASES, OTHER_WARS, case, final_momentum, more, rows, shares
from tests.verification.reference.runs import SEED, report, share_off

NAMES = (*CASES, *OTHER_WARS)
SECTION = re.search(r"^### 10\.3 .*?(?=^---)", MODEL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[0]


def printed(name: str) -> list[str]:
    """The cells of a row of the table."""
    plain = SECTION.replace("`", "")
    row = re.search(rf"^\| {re.escape(name)} \|(.*)\|$", plain, re.MULTILINE)[1]
    return [cell.strip() for cell in row.split("|")]


@pytest.fixture(scope="module")
def found():
    """Rows of a case at another seed than the table's, each once."""
    kept = {}

    def of(name):
        if name not in kept:
            kept[name] = rows(name, SEED)
        return kept[name]

    return of


@pytest.mark.parametrize("name", NAMES)
def test_table_of_what_was_never_run(found, name):
    """Every share of table 10.3 is found again with another seed, within four standard errors of the difference."""
    counted = shares(found(name))
    report({key: share_off(flags, text) for (key, flags), text in zip(counted.items(), printed(name), strict=True)})


@pytest.mark.parametrize("name", ["nothing dated", "korea_1953", "donbas_2019"])
def test_figures_under_the_table(found, name):
    """Figures of the text under the table are found again with another seed.

    Standard error of a share of programmes: worlds count as independent, and a world has 0.3 programmes on average.
    """
    text = " ".join(SECTION.split())
    programmes = max(found(name)["agreements"].sum(), 1) if name == "donbas_2019" else found(name)["world"].size
    for words, share in more(name, found(name)).items():
        figure = float(re.search(rf"{re.escape(words)}: (\.\d+)", text)[1])
        assert share == pytest.approx(figure, abs=4 * np.sqrt(2 * figure * (1 - figure) / programmes) + 5e-4), words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("aid of 1 to Ukraine, all weeks", r"mean momentum to (\S+) and"),
        ("aid to Ukraine paused, all weeks", r"never ends to (\S+),"),
        ("sanctions of 1 on Russia, all weeks", r"where (\S+) is the resting value"),
    ],
)
def test_momentum_under_the_table(name, words):
    """Where momentum ends under aid, a pause and neither is found again with another seed, to the printed digits.

    Mean of 8,192 worlds with a spread of about .15: a standard error of .002."""
    figure = float(re.search(words, " ".join(SECTION.split()))[1].replace("−", "-"))
    assert final_momentum(name, SEED) == pytest.approx(figure, abs=0.005 + 4 * np.sqrt(2) * 0.002)


@pytest.mark.parametrize("world", [0, 5, 99])
def test_drawn_issue_weights_sum_to_one(world):
    """Where some issue weights of a side are drawn the others are rescaled, in proportion, so that all sum to one."""
    scenario = case("issue weights drawn")
    stated = scenario.parameters()
    drawn = scenario.parameters(scenario.draw_priors(3, 0, 100))
    for side in ("ukraine", "russia"):
        before, after = getattr(stated, side).issue_weights, getattr(drawn, side).issue_weights
        weights = {issue: float(np.broadcast_to(getattr(after, issue), 100)[world]) for issue in vars(before)}
        assert sum(weights.values()) == pytest.approx(1, abs=1e-6)
        kept = {"ukraine": "sanctions", "russia": "security_guarantee"}[side]
        scale = weights[kept] / getattr(before, kept)
        assert weights["captives"] == pytest.approx(scale * before.captives, rel=1e-6)
