"""The demo's web address: free before the work, answering after it."""

import errno
import http.client
import socket
import time
from collections.abc import Callable

from launcher.talk import Refusal

ANSWERS_WITHIN = 60.0
PAUSE = 0.1
SERVER_ERROR = 500


def refuse_taken(port: int) -> None:
    """Raise Refusal when something listens at this port of localhost, or when we may not."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            probe = socket.socket(family)
        except OSError:
            continue
        with probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                _refuse(error, port)


def wait_for_answer(port: int, meanwhile: Callable[[], None]) -> None:
    """Wait until the web server answers; `meanwhile` may raise.

    Raises Refusal when there is no answer within a minute.
    """
    deadline = time.monotonic() + ANSWERS_WITHIN
    while not _answers(port):
        meanwhile()
        if time.monotonic() > deadline:
            raise Refusal(f"The web server does not answer at port {port} within {ANSWERS_WITHIN:.0f} s.")
        time.sleep(PAUSE)


def _refuse(error: OSError, port: int) -> None:
    if error.errno == errno.EADDRINUSE:
        raise Refusal(
            f"Port {port} is taken: stop the program that listens there, or take another: make demo PORT={port + 1}",
        ) from error
    if error.errno == errno.EACCES:
        raise Refusal(f"No right to listen at port {port}: take one from 1024 on, for example: make demo PORT=8000")


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return line.getresponse().status < SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
