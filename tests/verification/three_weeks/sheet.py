"""The sheet of three weeks worked by hand: its entries, and the arithmetic a reader would do (MODEL.md, row V11)."""

import ast
import math
import operator
from pathlib import Path

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent


def _read(file: str) -> dict:
    return YAML(typ="safe").load((FOLDER / file).read_text(encoding="utf-8"))


SHEET = _read("three_weeks.yaml")
WEEKS = range(len(SHEET["weeks"]))
PARTS = [SHEET["start"], *(_read(week["file"])["values"] for week in SHEET["weeks"])]
"""Entries of the start, then of each week."""
VALUES = [{entry["name"]: entry["value"] for entry in part} for part in PARTS]

OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.Lt: operator.lt,
}
FUNCTIONS = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "min": min,
    "max": max,
    "round": round,
    "floor": math.floor,
}


def worked(arithmetic: str, names: dict[str, float]) -> float:
    """Value of a line of arithmetic; nothing but numbers, names and the operations above is understood."""

    def of(node: ast.expr) -> float:
        match node:
            case ast.Constant(value=int() | float()):
                return float(node.value)
            case ast.Name():
                return float(names[node.id])
            case ast.UnaryOp():
                return OPERATIONS[type(node.op)](of(node.operand))
            case ast.BinOp():
                return OPERATIONS[type(node.op)](of(node.left), of(node.right))
            case ast.Compare(ops=[order], comparators=[right]):
                return float(OPERATIONS[type(order)](of(node.left), of(right)))
            case ast.Call(func=ast.Name(), keywords=[]):
                return float(FUNCTIONS[node.func.id](*map(of, node.args)))
        raise ValueError(f"not arithmetic: {ast.unparse(node)}")

    return of(ast.parse(arithmetic, mode="eval").body)


def known(part: int) -> dict[str, float]:
    """Names that a part of the sheet can use before its own: its uniforms, and what stood at the end of the last."""
    if part == 0:
        return {f"v_{j}": u for j, u in enumerate(SHEET["initial_uniforms"])}
    kept = {name: VALUES[0][name] for name in VALUES[0] if name.startswith(("theta_", "kappa_"))}
    uniforms = {f"u_{j}": u for j, u in enumerate(SHEET["weeks"][part - 1]["uniforms"])}
    return kept | uniforms | {f"last_{name}": value for name, value in VALUES[part - 1].items()}
