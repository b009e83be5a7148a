"""Small errors to plant: the places of a source file where one can be made, and the file with one of them in it.

Every mutant changes one thing: an operator, a sign, a comparison, an index, a constant, a rounding, or takes one side
or one random draw for another. Constants move by 5 %, which is small enough to hide from a test that looks at the
order of magnitude.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MUTATED = (
    "sim/model",
    "sim/negotiation/belligerent.py",
    "sim/negotiation/envoy.py",
    "sim/negotiation/mediator.py",
    "sim/negotiation/model.py",
)
"""Where the rules of the model are."""

_ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.FloorDiv: ast.Mult,
}
_COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_CALLS = {
    "minimum": "maximum",
    "maximum": "minimum",
    "min": "max",
    "max": "min",
    "rint": "floor",
    "floor": "rint",
    "any": "all",
    "all": "any",
    "zeros": "ones",
    "ones": "zeros",
}
_OTHER_SIDE = {"ukraine": "russia", "russia": "ukraine", "ALL_FOR_ALL": "TALKS", "TALKS": "ALL_FOR_ALL"}
_FIVE_PER_CENT = 1.05

Change = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """One planted error.

    Attributes
    ----------
    file : relative to the root of the project
    function : the function or class it stands in
    line : in the file
    before, after : the expression without and with the error
    site, variant : where it is in the walk over the file, and which of the changes there
    occurrence : 1 for the first of those that read alike in their function, 2 for the second
    """

    file: str
    function: str
    line: int
    before: str
    after: str
    site: int
    variant: int
    occurrence: int = 1

    @property
    def key(self) -> str:
        """What it is, whatever lines stand above it."""
        number = f" (number {self.occurrence})" if self.occurrence > 1 else ""
        return f"{self.file} {self.function}: {self.before} -> {self.after}{number}"

    @property
    def module(self) -> str:
        """Name under which the file is imported."""
        return ".".join(Path(self.file).with_suffix("").parts).removesuffix(".__init__")

    def tree(self) -> ast.Module:
        """The file with the error in it."""
        tree = _parsed(self.file)
        node = list(_sites(tree))[self.site][0]
        list(_changes(node))[self.variant](node)
        return ast.fix_missing_locations(tree)


def all_mutants() -> list[Mutant]:
    """Every mutant of the mutated files, in the order of files and of the walk over each."""
    files = []
    for place in MUTATED:
        path = ROOT / place
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [mutant for file in files for mutant in mutants_of(file.relative_to(ROOT).as_posix())]


def sample(count: int, seed: int) -> list[Mutant]:
    """`count` mutants drawn without replacement: fewer are the first of more.

    The order is that of a hash of seed and mutant, so that a change of one file leaves the draw from others as it was.
    """
    return sorted(all_mutants(), key=lambda mutant: sha256(f"{seed} {mutant.key}".encode()).digest())[:count]


def mutants_of(file: str) -> list[Mutant]:
    """Every mutant of a file."""
    found: list[Mutant] = []
    alike: Counter = Counter()
    for site, (node, function) in enumerate(_sites(_parsed(file))):
        before = ast.unparse(node)
        for variant in range(len(list(_changes(node)))):
            fresh = _copy(node)
            list(_changes(fresh))[variant](fresh)
            after = ast.unparse(ast.fix_missing_locations(fresh))
            if after != before:
                alike[function, before, after] += 1
                number = alike[function, before, after]
                found.append(Mutant(file, function, node.lineno, before, after, site, variant, number))
    return found


def _copy(node: ast.AST) -> ast.AST:
    return (
        ast.parse(ast.unparse(node), mode="eval").body
        if isinstance(node, ast.expr)
        else (ast.parse(ast.unparse(node)).body[0])
    )


def _parsed(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def _sites(tree: ast.AST, function: str = "module") -> Iterator[tuple[ast.AST, str]]:
    """Nodes that can be changed and the function each stands in; not what is said, annotated or raised."""
    for child in _children(tree):
        inside = function
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
            inside = child.name if function == "module" else f"{function}.{child.name}"
        if next(_changes(child), None):
            yield child, function
        yield from _sites(child, inside)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            said = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not said and not isinstance(child, (ast.Raise, ast.JoinedStr)):
                yield child


# -- changes ----------------------------------------------------------------------------------------------------------


def _changes(node: ast.AST) -> Iterator[Change]:
    """What can be done to a node; each change works in place."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _ARITHMETIC:
        yield _set("op", _ARITHMETIC[type(node.op)]())
        for field in ("left", "right"):
            number = getattr(node, field, None)
            if isinstance(number, ast.Constant) and type(number.value) is int and number.value:
                yield _set(field, ast.Constant(number.value * _FIVE_PER_CENT))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield _set("op", ast.UAdd())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert)):
        yield _twice
    elif isinstance(node, ast.BoolOp):
        yield _set("op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.Compare):
        for operator in _COMPARISONS.get(type(node.ops[0]), ()):
            yield _set("ops", [operator(), *node.ops[1:]])
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.Attribute):
        yield from _of_attribute(node)
    elif isinstance(node, ast.Name) and node.id in (*_CALLS, *_OTHER_SIDE) and isinstance(node.ctx, ast.Load):
        yield _set("id", _CALLS.get(node.id) or _OTHER_SIDE[node.id])


def _of_constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield _set("value", not value)
    elif isinstance(value, int):
        yield _set("value", value + 1)
    elif isinstance(value, float):
        yield _set("value", value * _FIVE_PER_CENT if value else 0.05)
    elif value in _OTHER_SIDE:
        yield _set("value", _OTHER_SIDE[value])


def _of_attribute(node: ast.Attribute) -> Iterator[Change]:
    owner = node.value.id if isinstance(node.value, ast.Name) else ""
    if owner in ("Draw", "Initial"):
        slots = _slots(owner)
        yield _set("attr", slots[(slots.index(node.attr) + 1) % len(slots)])
    elif owner in ("np", "numpy") and node.attr in _CALLS:
        yield _set("attr", _CALLS[node.attr])
    elif node.attr in _OTHER_SIDE and isinstance(node.ctx, ast.Load):
        yield _set("attr", _OTHER_SIDE[node.attr])


def _slots(owner: str) -> list[str]:
    from sim.model import draws

    return [slot.name for slot in getattr(draws, owner)]


def _set(field: str, value) -> Change:
    return lambda node: setattr(node, field, value)


def _twice(node: ast.AST) -> None:
    node.operand = ast.UnaryOp(op=type(node.op)(), operand=node.operand)
