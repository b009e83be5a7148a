"""Reusable hypothesis strategies: texts that are nearly scenario files."""

from hypothesis import strategies as st

TOKENS = [
    "null",
    "~",
    "{}",
    "[]",
    "true",
    ".nan",
    "-.inf",
    "1e999",
    "0x1f",
    "012",
    "yes",
    "2025-02-30",
    '"\\ud800"',
    '"\\x00"',
    "&a ",
    "*a",
    "!!int ",
    "<<: ",
    "? ",
    ": ",
    "- ",
    "\t",
    "\n",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "|\n",
    ">\n",
    "#",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    "@",
    "`",
    "9" * 30,
    "-1",
    "1e300",
    "off",
    "never",
    "fixed",
    "uniform",
    "scales",
    '"*.engagement"',
    "extends",
    "us_envoy",
    "russia",
    ".",
    "=",
    "\ufeff",
    "\x85",
    "\u2028",
    "😀",
    "é",
    "!",
    "%",
    "*",
    "1:30",
    "0o7",
    "-0",
    "1_000",
    "104",
    "0.5",
    "parties",
    "timeline",
    "{uniform: [0, 1]}",
    "{do: {swap: never}}",
    "agenda",
    "low",
    "high",
    "parent.yaml",
]

KEYS = [
    "scenario",
    "title",
    "extends",
    "start",
    "parties",
    "russia",
    "uae",
    "talks",
    "hardening",
    "uncertain",
    "wallets",
    "uniform",
    "scales",
    "timeline",
    "date",
    "event",
    "interventions",
    "do",
    "swap",
    "complete_at",
    "mediators",
    "add",
    "categories",
    "x",
    "",
    "*",
]


def mutations(text: str) -> st.SearchStrategy[str]:
    """The text with one to four small accidents: lines moved, repeated, indented; tokens inserted; parts lost."""
    return st.lists(_accident(), min_size=1, max_size=4).map(lambda accidents: _apply(text, accidents))


def _accident():
    return st.tuples(
        st.sampled_from(["move", "repeat", "indent", "insert", "replace", "cut"]),
        st.floats(0, 1),
        st.floats(0, 1),
        st.one_of(st.sampled_from(TOKENS), st.text(max_size=3)),
    )


def _apply(text: str, accidents: list[tuple[str, float, float, str]]) -> str:
    for kind, where, other, token in accidents:
        lines = text.split("\n")
        row, second, column = int(where * (len(lines) - 1)), int(other * (len(lines) - 1)), int(where * len(text))
        if kind == "move":
            lines.insert(second, lines.pop(row))
        elif kind == "repeat":
            lines.insert(second, lines[row])
        elif kind == "indent":
            lines[row] = " " * int(other * 8) + lines[row].lstrip()
        if kind in ("move", "repeat", "indent"):
            text = "\n".join(lines)
        elif kind == "insert":
            text = text[:column] + token + text[column:]
        elif kind == "replace":
            text = text[:column] + token + text[column + len(token) :]
        else:
            text = text[:column] + text[column + int(other * 30) :]
    return text


def yaml_like() -> st.SearchStrategy[str]:
    """Flow YAML out of words of the schema and of tokens."""
    leaf = st.sampled_from(TOKENS + KEYS)
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
            st.lists(st.tuples(st.sampled_from(KEYS), inner), max_size=4).map(
                lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
            ),
        ),
        max_leaves=12,
    )
