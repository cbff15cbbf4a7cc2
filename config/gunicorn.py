"""gunicorn, for `make demo` and for production: `python -m gunicorn -c config/gunicorn.py`.

What an operator changes goes on the command line: --bind, --workers, --log-level.
"""

import os
import re

from config.environment import Environment

wsgi_app = "config.wsgi:application"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"

# Threads: two people who watch would otherwise keep two plain workers busy, and the site waiting.
worker_class = "gthread"
workers = 2
threads = 4
graceful_timeout = 10

# The site is imported once, and settings that are wrong end the start instead of every worker's.
preload_app = True

# It would write a socket in the home directory of whoever starts the demonstration.
control_socket_disable = True

LOOPBACK = re.compile(r"127\.\d+\.\d+\.\d+|::1|localhost")


def on_starting(server) -> None:
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
