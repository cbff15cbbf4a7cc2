"""Work on many things in several processes, each with a connection of its own."""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

import django

PATIENCE_S = 30  # between two signs of life


def side_by_side(
    work: Callable, things: Iterable, *, processes: int, meanwhile: Callable[[], None]
) -> Iterator:
    """What `work` gives for each thing, in the order in which it is ready.

    Each thing has a process of its own, started afresh, so that one which is left behind when this
    one is killed waits for nobody and ends with what it is at. An exception in one of them is
    raised here and ends the others; a RuntimeError when one was killed.
    """
    waiting = deque(things)
    running: dict[Connection, BaseProcess] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                reader, process = _started(work, waiting.popleft())
                running[reader] = process
            for reader in wait(list(running), timeout=PATIENCE_S):
                process = running.pop(reader)
                yield _received(reader)
                process.join()
            meanwhile()
    finally:
        for process in running.values():
            process.terminate()


def _started(work: Callable, thing) -> tuple[Connection, BaseProcess]:
    """A process, and the end of a pipe at which its result comes out."""
    context = get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    # As bytes: the child must set up Django before it can read what to do.
    process = context.Process(target=_child, args=(writer, pickle.dumps((work, thing))))
    process.start()
    writer.close()
    return reader, process


def _child(writer: Connection, asked: bytes) -> None:
    django.setup()
    work, thing = pickle.loads(asked)
    try:
        writer.send((work(thing), None))
    except Exception as error:
        writer.send((None, error))


def _received(reader: Connection):
    try:
        result, error = reader.recv()
    except EOFError:
        raise RuntimeError("a process that made a part of the index was killed") from None
    if error is not None:
        raise error
    return result
