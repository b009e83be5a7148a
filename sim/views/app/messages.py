"""What a page may send through its socket, checked before anything of it is decoded by Solara."""

from __future__ import annotations

import json
from typing import Any

from sim.views.app.answers import POLICY, TOO_LARGE

LARGEST = 2**18
"""Bytes of a message; a page's own are below a kilobyte but for what a visitor pastes into a field."""
BUFFERS = 16
"""Parts of a binary message, the first of which is JSON."""
DEPTH = 32
KINDS = frozenset(
    {"comm_open", "comm_msg", "comm_close", "comm_info_request", "kernel_info_request", "shutdown_request"}
)
TARGETS = frozenset({"solara.control", "jupyter.widget.control"})
"""What a page may open: its control and the list of its widgets. Widgets are made by the server alone."""
NOT_ONE = "That is no message of a page of the dashboard."


def fault(message: str | bytes) -> tuple[int, str] | None:
    """Why a message is not passed on: code to close the socket with, and reason; None for a message as pages send it.

    A binary message begins with the number of its parts and where each begins, big-endian, 32 bits each; Solara takes
    memory by the number alone.
    """
    if len(message) > LARGEST:
        return TOO_LARGE, f"A message may have {LARGEST:,} bytes."
    try:
        text = message if isinstance(message, str) else _first_part(message).decode()
        found = json.loads(text)
    except (ValueError, RecursionError):
        return POLICY, NOT_ONE
    return None if _is_message(found) else (POLICY, NOT_ONE)


def _first_part(message: bytes) -> bytes:
    """The first part of a binary message; empty where its head and its length do not agree."""
    parts = int.from_bytes(message[:4], "big")
    head = 4 * (parts + 1)
    if not 1 <= parts <= BUFFERS or len(message) < head:
        return b""
    begins = [int.from_bytes(message[place : place + 4], "big") for place in range(4, head, 4)]
    ends = [*begins[1:], len(message)]
    if begins[0] != head or any(begin > end for begin, end in zip(begins, ends, strict=True)):
        return b""
    return message[begins[0] : ends[0]]


def _is_message(found: Any) -> bool:
    if not isinstance(found, dict) or _deep(found):
        return False
    header, content = found.get("header"), found.get("content")
    if not isinstance(header, dict) or not isinstance(content, dict):
        return False
    if not all(isinstance(found.get(name, {}), dict) for name in ("parent_header", "metadata")):
        return False
    kind, target = header.get("msg_type"), content.get("target_name")
    if not _is_word(kind) or kind not in KINDS or not _is_word(header.get("msg_id")):
        return False
    if found.get("channel") not in ("shell", "control"):
        return False
    if not kind.startswith("comm_") or kind == "comm_info_request":
        return True
    if not _is_word(content.get("comm_id")) or not isinstance(content.get("data", {}), dict):
        return False
    return kind != "comm_open" or (_is_word(target) and target in TARGETS)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 128


def _deep(found: Any) -> bool:
    """Whether a value is nested more than `DEPTH` deep."""
    level = [found]
    for _ in range(DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
