"""Stands in for the web server: answers every address with 200."""

from __future__ import annotations

import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    host, port = sys.argv[sys.argv.index("--bind") + 1].split(":")
    HTTPServer((host, int(port)), Page).serve_forever()
