"""What the verification suite claims: every test with the sentence it checks and its rows of MODEL.md, section 10.

`python -m tests.verification.claims` prints them. They are read from the source, so that listing them runs nothing.
"""

import ast
import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

FOLDER = Path(__file__).parent
MODEL = FOLDER.parents[1] / "MODEL.md"


@dataclass(frozen=True)
class Claim:
    """A test and what it says.

    Attributes
    ----------
    file : relative to `tests/verification`
    test : name of the function
    rows : rows of MODEL.md's table that it checks, such as ("V13",); empty for claims beyond the table
    text : first paragraph of its docstring, "" where there is none
    """

    file: str
    test: str
    rows: tuple[str, ...]
    text: str


def claims() -> list[Claim]:
    """Every test of the suite, by file, in the order of the source."""
    return [claim for file in sorted(FOLDER.rglob("test_*.py")) for claim in _of_file(file)]


def rows_of_the_table() -> list[str]:
    """Rows of the table in MODEL.md, section 10."""
    return re.findall(r"^\| (V\d+) \|", MODEL.read_text(encoding="utf-8"), flags=re.MULTILINE)


def _of_file(file: Path) -> list[Claim]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    whole = [
        row
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "pytestmark"
        for row in _rows(node.value)
    ]
    return [
        Claim(
            str(file.relative_to(FOLDER)),
            node.name,
            tuple(dict.fromkeys([*whole, *(row for mark in node.decorator_list for row in _rows(mark))])),
            " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split()),
        )
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def _rows(mark: ast.expr) -> list[str]:
    """Arguments of `pytest.mark.row(...)`."""
    if isinstance(mark, ast.Call) and getattr(mark.func, "attr", "") == "row":
        return [argument.value for argument in mark.args if isinstance(argument, ast.Constant)]
    return []


def main() -> None:
    """Print the claims, file by file."""
    for file, found in groupby(claims(), key=lambda claim: claim.file):
        print(f"\n{file}")
        for claim in found:
            rows = f" [{', '.join(claim.rows)}]" if claim.rows else ""
            print(f"  {claim.test}{rows}\n      {claim.text}")


if __name__ == "__main__":
    main()
