"""A reverse proxy in a few lines: takes a path off (or leaves it), says its own name, passes sockets through."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def proxy(port: int, path: str, *, take_off: bool, says: tuple[str, ...] = ()) -> Iterator[str]:
    """Show what is served at a port of this machine under a path; yields the address.

    Parameters
    ----------
    port : of the dashboard
    path : under which it is shown, as "/allforall"
    take_off : whether requests reach the dashboard without that path
    says : headers that it adds
    """
    loop = asyncio.new_event_loop()

    async def pump(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        try:
            while piece := await source.read(65536):
                to.write(piece)
                await to.drain()
        except OSError:
            pass
        finally:
            to.close()

    async def serve(visitor: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            head = (await visitor.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, OSError):
            back.close()
            return
        word, target, rest = head.split(" ", 2)
        if not target.startswith(path):
            back.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            back.close()
            return
        if "upgrade: websocket" not in rest.lower():  # one request a connection, so that none need be told apart
            rest = re.sub(r"(?i)connection: .*\r\n", "", rest).replace("\r\n", "\r\nConnection: close\r\n", 1)
        for line in says:
            rest = rest.replace("\r\n", f"\r\n{line}\r\n", 1)
        target = target[len(path) :] if take_off else target
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{word} {target} {rest}".encode("latin-1"))
        await asyncio.gather(pump(visitor, writer), pump(reader, back))

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opening = asyncio.start_server(serve, "127.0.0.1", 0)
    listening = asyncio.run_coroutine_threadsafe(opening, loop).result(60)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}{path}/"
    finally:
        asyncio.run_coroutine_threadsafe(_end(listening), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


async def _end(listening: asyncio.Server) -> None:
    listening.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
