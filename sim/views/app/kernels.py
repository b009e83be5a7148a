"""What Solara keeps of a page, given up when the page is gone."""

from __future__ import annotations

import threading


def forget(kernel: str) -> None:
    """Have what is kept of a page given up, without waiting for it."""
    from solara.server.kernel_context import contexts

    context = contexts.get(kernel)
    if context is not None and not context.closed_event.is_set():
        threading.Thread(target=context.close, kwargs={"reason": "cull"}, daemon=True).start()


def registered() -> int:
    """How many calls are registered for the start of every page."""
    from solara.lifecycle import _on_kernel_start_callbacks

    return len(_on_kernel_start_callbacks)


def unregister_beyond(number: int) -> None:
    """Take back all later registrations.

    Every task of a page (`use_task`) registers two, which Solara 1.58 keeps for ever, and with them the page; they
    serve reloading of changed code, which is not done here.
    """
    from solara.lifecycle import _on_kernel_start_callbacks

    del _on_kernel_start_callbacks[number:]
