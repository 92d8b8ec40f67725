"""An OpenID Connect server of somebody else, as far as a sign-in needs one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class OpenIdServer:
    """Says of everybody who comes what `person` holds."""

    person: dict[str, Any] = field(default_factory=dict)
    address: str = ""

    def answer(self, path: str) -> dict[str, Any]:
        if path.startswith("/.well-known/"):
            places = {f"{name}_endpoint": f"{self.address}/{name}" for name in ("authorization", "token", "userinfo")}
            return {"issuer": self.address, "jwks_uri": f"{self.address}/keys", **places}
        return {"access_token": "een-teken", "token_type": "Bearer"} if path.startswith("/token") else self.person


@contextmanager
def running_openid_server() -> Iterator[OpenIdServer]:
    """The server, while the block runs."""
    told = OpenIdServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            content = json.dumps(told.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 (the name that http.server looks for)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
