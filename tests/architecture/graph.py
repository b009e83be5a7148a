"""Who imports whom, read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "sim"

SPLIT = {"evidence", "views"}
"""Packages whose parts count one by one."""


def modules() -> dict[str, Path]:
    """Module name -> file of the package."""
    return {
        ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): file
        for file in PACKAGE.rglob("*.py")
    }


def imports(name: str, file: Path, *, lazy: bool = True) -> set[str]:
    """Absolute names of what a module imports, as written; those for type checkers alone count too.

    Parameters
    ----------
    lazy : whether imports inside functions count too
    """
    tree = ast.parse(file.read_text(encoding="utf-8"))
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in _walk(tree, lazy):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, base] if base else parents)
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return found


def own_imports(name: str, known: dict[str, Path], *, lazy: bool = True) -> set[str]:
    """Modules of the package that a module imports; of a name in a module, the module.

    Not `sim` itself: its `__init__` puts the package together (it says which view shows what, and loads the public names
    when they are used), so it may know every part, and importing any part runs it first. It is no part among others.
    """
    found = set()
    for imported in imports(name, known[name], lazy=lazy):
        module = imported if imported in known else imported.rpartition(".")[0]
        if module.startswith("sim.") and module in known and module != name:
            found.add(module)
    return found


def _walk(node: ast.AST, lazy: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not lazy and isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        yield child
        yield from _walk(child, lazy)


def part(module: str) -> str:
    """The part of the package a module belongs to: `sim.model.trust` -> `model`, `sim.views.text.words` -> `views.text`."""
    words = module.split(".")[1:]
    return ".".join(words[: 2 if words[0] in SPLIT and len(words) > 1 else 1]) if words else "sim"
