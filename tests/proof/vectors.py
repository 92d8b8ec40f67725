"""Ways to make a renderer fetch something, and a server and a file that notice."""

from __future__ import annotations

import base64
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

SECRET = "KANARIE-7f3a91c2d4"  # stands in the file and in every answer of the server, and may stand in no PDF


class CanaryServer(http.server.ThreadingHTTPServer):
    """Answers every address with something that a renderer would print, and counts who came."""

    daemon_threads = True
    hits: ClassVar[list[str]] = []


class _Answers(http.server.BaseHTTPRequestHandler):
    file: ClassVar[str] = ""

    def do_GET(self) -> None:
        CanaryServer.hits.append(self.path)
        if "redirect" in self.path:
            self.send_response(302)
            self.send_header("Location", f"file://{self.file}" if "file" in self.path else "/na-redirect.txt")
            self.end_headers()
            return
        kind, body = _body(self.path)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_POST = do_GET  # noqa: N815 (named by the library)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


def _body(path: str) -> tuple[str, bytes]:
    if "svg" in path:
        return "image/svg+xml", f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text y="20">{SECRET}</text></svg>'.encode()
    if "css" in path:
        return "text/css", f'body::before {{ content: "{SECRET}" }}'.encode()
    return "text/html", f"<p>{SECRET}</p>".encode()


@contextmanager
def canary_server(file: Path) -> Iterator[str]:
    """The server's address, while the block runs."""
    _Answers.file = str(file)
    CanaryServer.hits.clear()
    server = CanaryServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def addresses(host: str, file: Path) -> dict[str, str]:
    """Addresses that lead to the server or to the file, each written in another way."""
    port = host.partition(":")[2]
    inner = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image href="http://{host}/in-data.svg"/></svg>'
    data = base64.b64encode(inner.encode()).decode()
    return {
        "file": f"file://{file}",
        "file with host": f"file://localhost{file}",
        "file in capitals": f"FILE://{file}",
        "file with one slash": f"file:{file}",
        "file with many slashes": f"file:////{file}",
        "file by its parts": f"file://{str(file).replace('/', '/./')}",
        "file in percents": "file://" + "".join(f"%{ord(letter):02x}" if letter != "/" else "/" for letter in str(file)),
        "file with a query": f"file://{file}?x#y",
        "path": str(file),
        "path above": "../../../../../../.." + str(file),
        "unc": "\\\\" + host.replace(":", "@") + "\\deel\\kanarie.svg",
        "drive": "C:\\Windows\\win.ini",
        "http": f"http://{host}/kanarie.svg",
        "http in capitals": f"HTTP://{host}/KANARIE.svg",
        "http by name": f"http://localhost:{port}/kanarie.svg",
        "http by a short number": f"http://127.1:{port}/kanarie.svg",
        "http by one number": f"http://2130706433:{port}/kanarie.svg",
        "http in hexadecimals": f"http://0x7f000001:{port}/kanarie.svg",
        "http by six": f"http://[::ffff:127.0.0.1]:{port}/kanarie.svg",
        "http by nothing": f"http://0:{port}/kanarie.svg",
        "https": f"https://{host}/kanarie.svg",
        "without scheme": f"//{host}/kanarie.svg",
        "backslashes": f"http:\\\\{host}\\kanarie.svg",
        "with a name before": f"https://static.invalid@{host}/reports/cover.svg",
        "with the house's host inside": f"http://{host}/https://static.invalid/reports/cover.svg",
        "the house's host with a port": f"https://static.invalid:{port}/reports/cover.svg",
        "the house's host with a dot": "https://static.invalid./reports/cover.svg",
        "above the house's files": "https://static.invalid/fonts/../../manage.svg",
        "above in percents": "https://static.invalid/reports/%2e%2e/%2e%2e/manage.svg",
        "a file of the house that is none": "https://static.invalid/reports/../css/base.css",
        "redirect": f"http://{host}/redirect.svg",
        "redirect to a file": f"http://{host}/redirect-file.svg",
        "data": f"data:image/svg+xml;base64,{data}",
        "data in percents": "data:image/svg+xml," + inner.replace("<", "%3C").replace(">", "%3E").replace('"', "%22"),
        "tab in the scheme": f"ht\ttp://{host}/kanarie.svg",
        "line end in the scheme": f"fi\nle://{file}",
        "blanks before": f"   http://{host}/kanarie.svg",
        "ftp": f"ftp://{host}/kanarie.svg",
        "gopher": f"gopher://{host}/_GET%20/kanarie",
        "jar": f"jar:http://{host}/kanarie.jar!/x.svg",
        "view-source": f"view-source:http://{host}/kanarie.svg",
        "javascript": f"javascript:fetch('http://{host}/kanarie')",
    }


def markup(url: str) -> dict[str, str]:
    """Ways to ask for an address in a text: as HTML, as a style, as a picture in a picture, as Markdown."""
    return {
        "img": f'<img src="{url}">',
        "img set": f'<img srcset="{url} 2x">',
        "attachment": f'<link rel="attachment" href="{url}">',
        "attached link": f'<a rel="attachment" href="{url}">x</a>',
        "stylesheet": f'<link rel="stylesheet" href="{url}">',
        "import": f'<style>@import url("{url}");</style>',
        "background": f'<p style="background: url({url})">x</p>',
        "style": f"<style>body {{ background: url('{url}'); list-style-image: url('{url}') }} p::before {{ content: url('{url}') }}</style>",
        "font": f"<style>@font-face {{ font-family: x; src: url('{url}') }} body {{ font-family: x }}</style>",
        "page": f"<style>@page {{ background: url('{url}'); @top-left {{ content: url('{url}') }} }}</style>",
        "svg image": f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
        "svg xlink": (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
            f'<image xlink:href="{url}" width="9" height="9"/><use xlink:href="{url}#x"/></svg>'
        ),
        "svg style": f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>@import "{url}";</style><rect fill="url({url})"/></svg>',
        "svg stylesheet": f'<?xml-stylesheet href="{url}"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        "svg entity": f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{url}">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
        "object": f'<object data="{url}"></object>',
        "embed": f'<embed src="{url}">',
        "frame": f'<iframe src="{url}"></iframe>',
        "input": f'<input type="image" src="{url}">',
        "video": f'<video poster="{url}" src="{url}"></video>',
        "base": f'<base href="{url}"><img src="kanarie.svg"><link rel="stylesheet" href="kanarie.css">',
        "refresh": f'<meta http-equiv="refresh" content="0; url={url}">',
        "markdown picture": f"![x]({url})",
        "markdown link": f"[x]({url})",
        "markdown reference": f"![x][y]\n\n[y]: {url}",
        "autolink": f"<{url}>",
        "out of an attribute": f'"><img src="{url}">',
        "out of a style": f"</style><img src='{url}'><!--",
        "template": f'{{% load static %}}{{% include "{url}" %}}',
    }
