"""Real Chromium over answers that were kept: the same bytes, the same headers, and no server behind them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from django.contrib.staticfiles import finders
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route, sync_playwright

from tests.browser.conftest import FLAGS
from tests.proof.hostile import MARK

ORIGIN = "https://site.example"
# Clicks, focus and time for what waits: much that is hostile runs only then.
STIR = """() => {
  for (const each of document.querySelectorAll('details')) each.open = true;
  for (const each of document.querySelectorAll('a, button, summary, [tabindex], input, textarea, p, img, b')) {
    for (const kind of ['mouseover', 'focus', 'pointerdown', 'animationstart']) each.dispatchEvent(new Event(kind));
  }
  return new Promise((done) => setTimeout(done, 30));
}"""
LISTEN = f"""
window.__told = [];
document.addEventListener('securitypolicyviolation', (event) => window.__told.push(`policy: ${{event.effectiveDirective}} ${{event.blockedURI}}`));
Object.defineProperty(window, '{MARK}', {{set: () => window.__told.push('a script ran'), get: () => undefined}});
"""


@dataclass(frozen=True)
class Page:
    """An answer as it came, and what to call it."""

    name: str
    path: str
    status: int
    headers: dict[str, str]
    content: bytes


class Browsing:
    """Opens each page in Chromium and tells what went wrong."""

    def __init__(self, pages: list[Page]) -> None:
        self.pages = pages
        self._current: Page | None = None

    def __enter__(self) -> Self:
        chromium = shutil.which("chromium")
        assert chromium, "Chromium is missing: install the package chromium"
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._browser.close()
        self._playwright.stop()

    def look(self) -> list[str]:
        """What each page did that it may not, in words."""
        tab = self._browser.new_context(locale="nl-BE", service_workers="block").new_page()
        found: list[str] = []
        tab.add_init_script(LISTEN)
        tab.on("dialog", lambda dialog: (found.append(f"{self._name}: a dialog: {dialog.message}"), dialog.dismiss()))
        tab.on("console", lambda message: found.extend(self._complaint(message.text)))
        tab.route("**/*", self._answer)
        for page in self.pages:
            self._current = page
            found += self._look_at(tab, page)
        return found

    @property
    def _name(self) -> str:
        return self._current.name if self._current else ""

    def _complaint(self, text: str) -> list[str]:
        return [f"{self._name}: {text[:200]}"] if "Content Security Policy" in text or MARK in text else []

    def _look_at(self, tab: Tab, page: Page) -> list[str]:
        tab.goto(f"{ORIGIN}{page.path}", wait_until="load")
        tab.evaluate(STIR)
        told = [f"{page.name}: {each}" for each in tab.evaluate("window.__told")]
        is_elsewhere = not tab.url.startswith(ORIGIN)
        return [*told, *([f"{page.name}: led to {tab.url}"] if is_elsewhere else [])]

    def _answer(self, route: Route) -> None:
        url = route.request.url
        page = self._current
        if not url.startswith(ORIGIN) or MARK in url.split("?")[0].split("/")[2]:
            route.abort()
            return
        path = url.removeprefix(ORIGIN).partition("?")[0]
        if page and route.request.is_navigation_request() and route.request.frame.parent_frame is None:
            headers = {name: value for name, value in page.headers.items() if name.lower() not in {"content-length", "location"}}
            route.fulfill(status=200, headers=headers, body=page.content)
        elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            route.fulfill(path=Path(str(found)))
        else:
            route.fulfill(status=404, body="")
