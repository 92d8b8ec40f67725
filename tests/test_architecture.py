"""The house holds itself up: import order, no circles, sizes, declared addresses."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from schools.rest.door import Door

ROOT = Path(__file__).resolve().parent.parent
GROUND = ("tenancy", "accounts", "jobs", "audit", "files", "notify", "ui")
ROOF = ("home", "demo", "urls", "api", "privacy")
ORDER = ("networks", "schools", "indicators", "sprints", "reports")
EDGE = {"views", "forms", "urls", "api", "admin", "apps", "templatetags", "management", "health", "adapter", "middleware"}
# Sign-in pages are allauth's own; each of ours is listed with the reason why it stands before the doors.
PUBLIC = {
    "healthz": "tells that the process lives",
    "readyz": "tells that it can serve",
    "start": "leads to one's programme; asks for sign-in",
    "csp_report": "where a browser tells that a page broke its policy; keeps no word of whose",
    "style": "shows the look; reads nothing",
    "guest_enter": "exchanges the secret of a guest link for a signed state; the secret is the key",
    "guest_form": "the one advice form that the state opens",
    "guest_thanks": "says that an advice arrived; reads nothing",
    "choose_theme": "keeps light or dark in a cookie",
    "api_docs": "explains the API; holds no data",
    "api_schema": "describes the API; holds no data",
    "api_unknown": "tells that an address of the API does not exist",
    "account_signup": "tells that people come in by invitation",
    "privacy": "tells everybody what is kept of people, why and how long",
    "personal_data": "what is kept of oneself, over all programmes; asks for sign-in",
    "personal_data_copy": "the same as a file; asks for sign-in",
    "forget_me": "asks one of one's own programmes to be forgotten; asks for sign-in",
    "account_home": "one's own account, in no programme; asks for sign-in",
    "account_name": "one's own name; asks for sign-in",
    "usersessions_list": "one's own sessions; asks for sign-in",
    "session_end": "ends an own session; asks for sign-in",
    "session_end_others": "ends the own other sessions; asks for sign-in",
    "invitation": "who is invited has no role yet; shows what the link promises and takes it",
    "invitation_link": "where the mail of an invitation leads; only keeps what the link is for",
    "second_factor_needed": "where the doors lead who has no second step yet; asks for sign-in",
}


def sources() -> list[Path]:
    folders = [ROOT / name for name in (*ORDER, "warmescholen", "launcher")]
    return [path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(module: str) -> tuple[str, bool]:
    """The app of a module ("ground", "roof" or a room) and whether it is edge."""
    parts = module.split(".")
    if parts[0] == "warmescholen":
        if len(parts) > 1 and parts[1] in ROOF:
            return "roof", True
        return "ground", len(parts) > 2 and parts[2] in EDGE
    return parts[0], len(parts) > 1 and parts[1] in EDGE


def faults(module: str, target: str) -> Iterator[str]:
    here, here_is_edge = room(module)
    there, there_is_edge = room(target)
    if there not in {*ORDER, "ground", "roof"} or here == "launcher":
        return
    if there == "roof" and here != "roof":
        yield f"{module} imports the roof: {target}"
    if there_is_edge and here not in {there, "roof"}:
        yield f"{module} imports another room's edge: {target}"
    if there_is_edge and not here_is_edge and here == there:
        yield f"core imports its own edge: {module} -> {target}"
    if not here_is_edge and here in ORDER and there in ORDER and ORDER.index(there) > ORDER.index(here):
        yield f"core imports to its right: {module} -> {target}"
    if here == "ground" and there in ORDER:
        yield f"the ground imports a room: {module} -> {target}"


def test_each_core_imports_only_to_its_left_and_nobody_another_rooms_edge() -> None:
    found = [fault for path in sources() for target in imports_of(path) for fault in faults(module_of(path), target)]
    assert not found


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("networks.models", "schools.models.School"),
        ("schools.services.sessions", "schools.forms.X"),
        ("schools.views", "sprints.views.x"),
        ("warmescholen.jobs.services", "reports.services.x"),
        ("reports.services", "warmescholen.home.queries.x"),
    ],
)
def test_the_rule_notices_a_planted_fault(module: str, target: str) -> None:
    assert list(faults(module, target))


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {module_of(path): path for path in sources()}
    graph = {name: {found for target in imports_of(path) if (found := nearest(target, modules))} - {name} for name, path in modules.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for target in graph[name]:
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def nearest(target: str, modules: dict[str, Path]) -> str | None:
    """The module that an imported name lives in; a package's own parts are reached through it."""
    while target and target not in modules:
        target = target.rpartition(".")[0]
    return target or None


def test_foreign_keys_follow_the_same_arrow() -> None:
    places = {"tenancy": 0, "accounts": 0, "jobs": 0, "files": 0} | {name: place for place, name in enumerate(ORDER, start=1)}
    for model in apps.get_models(include_auto_created=True):
        here = places.get(model._meta.app_label)
        for field in model._meta.local_fields:
            there = places.get(field.related_model._meta.app_label) if field.is_relation else None
            assert here is None or there is None or there <= here, f"{model.__name__}.{field.name}"


def test_files_and_functions_keep_the_measures_of_the_house() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in sources()}
    assert {str(path): length for path, length in lengths.items() if length > 400} == {}
    assert median(lengths.values()) <= 100
    functions = [node for path in lengths for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions if node.end_lineno and node.end_lineno - node.lineno >= 50}
    assert long == {}
    assert median((node.end_lineno or 0) - node.lineno + 1 for node in functions) <= 10


def test_inline_imports_tell_why() -> None:
    for path in sources():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            is_inline = line.startswith("    ") and line.strip().startswith(("import ", "from ")) and " import " in f" {line.strip()}"
            above = path.read_text("utf-8").splitlines()[number - 2]
            if is_inline and "TYPE_CHECKING" not in above and "PLC0415" not in line:
                assert "TYPE_CHECKING" in path.read_text("utf-8"), f"{path}:{number}"


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_every_address_declares_its_permission_or_is_public_with_a_reason() -> None:
    own = [entry for entry in patterns(get_resolver()) if not (entry.callback.__module__ or "").startswith("allauth")]
    undeclared = {entry.name for entry in own if not hasattr(entry.callback, "needs") and entry.name not in PUBLIC}
    assert undeclared == set()
    assert PUBLIC.keys() <= {entry.name for entry in own}


def test_every_address_of_a_programme_stands_behind_a_door() -> None:
    for entry in patterns(get_resolver()):
        if "<slug:programme>" in str(entry.pattern):
            assert hasattr(entry.callback, "needs"), entry.name


def test_only_the_public_addresses_answer_without_sign_in() -> None:
    for entry in patterns(get_resolver()):
        if (entry.callback.__module__ or "").startswith("allauth"):
            continue
        if not getattr(entry.callback, "login_required", True) and not issubclass(getattr(entry.callback, "cls", object), Door):
            assert entry.name in PUBLIC
