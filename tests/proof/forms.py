"""The forms of a page, as a browser would fill them in: found in the page itself, so a new form counts by itself."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import tinyhtml5

TEXT_KINDS = {"text", "search", "textarea", "tel", "url", "email", "password", "hidden-text"}


@dataclass(frozen=True)
class Field:
    """A control: what it holds now, and whether somebody can type in it."""

    name: str
    value: str
    is_text: bool


@dataclass(frozen=True)
class Form:
    """Where a form goes, and with what."""

    action: str
    fields: tuple[Field, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The same for the same form on another page."""
        return (self.action, *(each.name for each in self.fields))

    def filled(self, text: str) -> dict[str, str]:
        """The form with this text in every control that takes text, and the rest as it stands."""
        return {each.name: text if each.is_text else each.value for each in self.fields}


def forms_of(content: bytes, page: str) -> list[Form]:
    """The forms of a page that send something; those that only ask (GET) count as well."""
    root = tinyhtml5.parse(content.decode("utf-8"), namespace_html_elements=False)
    return [_form(element, page) for element in root.iter("form")]


def links_of(content: bytes, page: str) -> set[str]:
    """Every address of the site that the page leads to, by link or by htmx."""
    root = tinyhtml5.parse(content.decode("utf-8"), namespace_html_elements=False)
    found = {element.get(name) for element in root.iter() if isinstance(element.tag, str) for name in ("href", "hx-get") if element.get(name)}
    addresses = {urljoin(f"http://testserver{page}", str(each)) for each in found}
    return {f"{parts.path}?{parts.query}".rstrip("?") for parts in map(urlsplit, addresses) if parts.netloc == "testserver"}


def _form(element: Element, page: str) -> Form:
    action = urlsplit(urljoin(f"http://testserver{page}", element.get("action") or page))
    fields = [found for control in element.iter() if (found := _field(control)) is not None]
    return Form(f"{action.path}?{action.query}".rstrip("?"), tuple(fields))


def _field(control: Element) -> Field | None:
    name, kind = control.get("name"), control.get("type", "text")
    if not name or name == "csrfmiddlewaretoken" or control.get("disabled") is not None:
        return None
    if control.tag == "textarea":
        return Field(name, control.text or "", is_text=True)
    if control.tag == "select":
        options = [option.get("value", option.text or "") for option in control.iter("option")]
        return Field(name, next((each for each in options if each), ""), is_text=False)
    if control.tag == "button" and control.get("value"):
        return Field(name, control.get("value", ""), is_text=False)
    if control.tag != "input" or (kind in {"checkbox", "radio"} and control.get("checked") is None) or kind == "file":
        return None
    return Field(name, control.get("value", ""), is_text=kind in TEXT_KINDS)
