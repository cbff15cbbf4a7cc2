"""gunicorn, for `make demo` and for production: `python -m gunicorn -c config/gunicorn.py`.

What an operator changes goes on the command line: --bind, --workers, --log-level.
"""

import ctypes
import gc
import os
import re
import sys
from contextlib import suppress
from importlib import import_module
from itertools import count
from threading import Thread

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment

try:
    # A value that cannot be used is told in its own sentence. Not by an import statement: gunicorn
    # takes the name `config` in this file for a setting of its own.
    import_module(os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"))
except ImproperlyConfigured as error:
    sys.exit(str(error))

wsgi_app = "config.wsgi:application"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"

# gunicorn's threads, of which none belongs to who does not read or write. Two of them are for pages
# alone; the rest may be waiting for visitors, in each worker as many as twenty who watch and a few
# who stalled, for the system gives a connection to either worker as it likes. More would cost
# PostgreSQL a connection each: of these a reload has twice as many, and the usual limit is 100.
worker_class = "config.worker.Worker"
workers = 2
threads = 24
graceful_timeout = 10

# Of which half may be half a request. With files and databases, below the usual 1,024 descriptors.
worker_connections = 512

# WhiteNoise's files go through the same counted writing as all else, and not past it.
sendfile = False

# The site is imported once, and settings that are wrong end the start instead of every worker's.
preload_app = True

# Headers with which a server in front could move the site, or say that TLS was there. It has no
# need of the first, and TRUSTED_PROXIES (catalogue/middleware/) is about the second. Whoever
# reaches the server may send both: `SCRIPT_NAME: //evil.example` would stand in every address.
forwarder_headers = ""
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}

# It would write a socket in the home directory of whoever starts the demonstration.
control_socket_disable = True

LOOPBACK = re.compile(r"127\.\d+\.\d+\.\d+|::1|localhost")

# Of mallopt(3), as malloc.h of the GNU C library numbers them; and bytes, or a number.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
MEMORY = {M_ARENA_MAX: 1, M_MMAP_THRESHOLD: 4 * 2**20, M_TRIM_THRESHOLD: 16 * 2**20}

TIDY_EACH = 100  # answers
answered = count(1)


def on_starting(server) -> None:
    keep_memory_together()
    keep_demonstration_here(server)


def post_worker_init(_worker) -> None:
    Thread(target=read_ahead, daemon=True).start()


def post_request(worker, _request, _environ, _response) -> None:
    if next(answered) % TIDY_EACH == 0:
        give_memory_back()


def read_ahead() -> None:
    from django.db import connection  # there is no Django yet where this module is read
    from django.utils.module_loading import import_string

    import_string("catalogue.search.read_ahead")()
    connection.close()
    # What was read by now stays: looking through it for garbage would hold up an answer, for a
    # quarter of a second where there are six million fragments.
    gc.freeze()
    give_memory_back()


def give_memory_back() -> None:
    import_module("catalogue.media.memory").give_back()  # the catalogue, by name


def keep_memory_together() -> None:
    """One heap for all threads, and none of the largest arrays in it: of a worker that searches
    among six million fragments, the C library would else keep a fifth more than is used."""
    with suppress(AttributeError, OSError):  # another C library
        mallopt = ctypes.CDLL(None).mallopt
        for parameter, value in MEMORY.items():
            mallopt(parameter, value)


def keep_demonstration_here(server) -> None:
    """Keep the demonstration on this machine: its passwords are printed in the README.

    Looks at the address that was settled in the end: --bind and GUNICORN_CMD_ARGS overrule ours.
    """
    if not Environment().flag("DJANGO_DEMO"):
        return
    for address in server.address:
        is_socket_file = isinstance(address, str)
        if not is_socket_file and not LOOPBACK.fullmatch(str(address[0])):
            raise RuntimeError(
                f"The demonstration listens on 127.0.0.1 only, not on {address[0]}: its passwords "
                "are public. Start without --bind; for a site that others may reach, start without "
                "DJANGO_DEMO and set DJANGO_SECRET_KEY (docs/operators.md)."
            )
