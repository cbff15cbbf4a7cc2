"""Work on many things in several processes, each with a connection of its own."""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

import django

PATIENCE_S = 30  # between two signs of life


def side_by_side(
    work: Callable[[Any], Any],
    things: Iterable[Any],
    *,
    processes: int,
    meanwhile: Callable[[], None],
) -> Iterator[Any]:
    """What `work` gives for each thing, in the order in which it is ready.

    A process is given the next thing when it is done with one. When this one is killed, the others
    end with what they are at. An exception in one of them is raised here and ends the others; a
    RuntimeError when one was killed.
    """
    waiting = deque(things)
    workers: dict[Connection, BaseProcess] = {}
    try:
        while waiting and len(workers) < processes:
            connection, process = _started(work)
            workers[connection] = process
            connection.send(waiting.popleft())
        while workers:
            ready: list[Any] = wait(list(workers), timeout=PATIENCE_S)
            for connection in ready:
                result = _received(connection)
                if waiting:
                    connection.send(waiting.popleft())
                else:
                    connection.close()
                    workers.pop(connection).join()
                yield result
            meanwhile()
    finally:
        for process in workers.values():
            process.terminate()


def _started(work: Callable[[Any], Any]) -> tuple[Connection, BaseProcess]:
    """A process that waits for things to do, and our end of the line to it."""
    context = get_context("spawn")
    ours, its = context.Pipe()
    # As bytes: it must set up Django before it can read what to do.
    process = context.Process(target=_child, args=(its, pickle.dumps(work)))
    process.start()
    its.close()
    return ours, process


def _child(connection: Connection, pickled: bytes) -> None:
    django.setup()
    work = pickle.loads(pickled)
    with suppress(EOFError, OSError):  # nobody is at the other end any more
        while True:
            thing = connection.recv()
            result: tuple[Any, Exception | None]
            try:
                result = work(thing), None
            except Exception as error:
                result = None, error
            connection.send(result)


def _received(connection: Connection) -> Any:
    try:
        result, error = connection.recv()
    except (EOFError, ConnectionResetError):
        raise RuntimeError("a process that made a part of the index was killed") from None
    if error is not None:
        raise error
    return result
