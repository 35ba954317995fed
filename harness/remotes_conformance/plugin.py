"""The pytest plugin: options and fixtures. Installed but unused, it changes nothing."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .reporting.session import Conformance

_SUITE = "remotes_suite"
_OPTIONS = {
    "remotes": "the implementation to judge: package.module:object",
    "remotes-command": "the adapter to judge: a command that speaks the protocol",
    "remotes-edition": "the edition of the contract (default: 2017-06)",
    "remotes-profile": "how hard to look: quick, default, ci, nightly",
    "remotes-sections": "claim only these sections, e.g. key,lock",
    "remotes-ledger": "a file of known divergences, which do not fail the run",
    "remotes-patience": "real seconds after which an implementation hangs (default: 5)",
}
_ONCE = {
    "remotes-seed": "the seed of all drawing (default: a new one each run, ci: 0)",
    "remotes-report": "write the verdict to this file as JSON",
    "remotes-html": "write the verdict to this file as a page of HTML, with diagrams",
    "remotes-replay": "run one scenario, given as a token or a file, and tell its story",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("remotes", "remotes-conformance")
    for name, text in _OPTIONS.items():
        group.addoption(f"--{name}", default=None, metavar="VALUE", help=text)
        parser.addini(name.replace("-", "_"), text, default="")
    for name, text in _ONCE.items():
        group.addoption(f"--{name}", default=None, metavar="VALUE", help=text)
    text = "a broken SHOULD fails the run too"
    group.addoption("--remotes-strict", action="store_true", default=None, help=text)
    parser.addini("remotes_strict", text, type="bool", default=False)
    text = "rewrite the ledger: what is fixed goes, what is new comes"
    group.addoption("--remotes-ledger-update", action="store_true", default=None, help=text)
    text = "the adapter speaks the protocol on stdin and stdout"
    group.addoption("--remotes-stdio", action="store_true", default=None, help=text)
    parser.addini("remotes_stdio", text, type="bool", default=False)
    text = "hold every message of the adapter against the protocol's schema (extra: lint)"
    group.addoption("--remotes-lint", action="store_true", default=None, help=text)
    parser.addini("remotes_lint", text, type="bool", default=False)


def setting(config: pytest.Config, name: str) -> Any:
    """An option from the command line, else from the ini file, else None."""
    key = name.replace("-", "_")
    value = config.getoption(key, None)
    if value is None and name not in _ONCE and name != "remotes-ledger-update":
        value = config.getini(key) or None
    return value


def pytest_configure(config: pytest.Config) -> None:
    wanted = any(config.getoption(name.replace("-", "_"), None) for name in (*_OPTIONS, *_ONCE))
    if wanted or names_the_suite(config):
        _activate(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "divergence" in metafunc.fixturenames and _stands_in_the_suite(metafunc.module):
        parts = _activate(metafunc.config).divergences
        # Without a ledger one test stays, so that it can be deselected rather than skipped.
        ids = [part.title for part in parts] or ["no ledger"]
        metafunc.parametrize("divergence", parts or [None], ids=ids)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if any(is_of_the_suite(item) for item in items):
        _activate(config).select(items)


def names_the_suite(config: pytest.Config) -> bool:
    """Whether the suite is among what pytest was asked to run."""
    return any(_SUITE in str(argument) for argument in config.args)


def is_of_the_suite(item: pytest.Item) -> bool:
    """Whether *item* is one of the suite's own tests, wherever it was collected."""
    module = getattr(item, "module", None)
    return module is not None and _stands_in_the_suite(module)


def _stands_in_the_suite(module: ModuleType) -> bool:
    return module.__name__.split(".")[-2:-1] == [_SUITE]


def _activate(config: pytest.Config) -> Conformance:
    from .reporting.session import Conformance
    from .reporting.terminal import Terminal

    conformance = config.stash.get(Conformance.KEY, None)
    if conformance is None:
        conformance = config.stash[Conformance.KEY] = Conformance(config)
        config.pluginmanager.register(conformance, "remotes_conformance.session")
        if not hasattr(config, "workerinput"):
            terminal = Terminal(config, conformance)
            config.pluginmanager.register(terminal, "remotes_conformance.terminal")
    return conformance


@pytest.fixture(scope="session")
def remotes(request: pytest.FixtureRequest) -> object:
    """The implementation under test. Override it in your own conftest.py, or use --remotes."""
    return _activate(request.config).remotes()


@pytest.fixture(scope="session")
def ingesters() -> object:
    """None: the fakes of the harness. Override it with a factory of your own: docs/fixtures.md."""
    return None


@pytest.fixture(scope="session")
def fetchers() -> object:
    """As `ingesters`."""
    return None


@pytest.fixture(scope="session")
def providers() -> object:
    """As `ingesters`."""
    return None


@pytest.fixture(scope="session")
def pushers() -> object:
    """As `ingesters`."""
    return None


@pytest.fixture(scope="session")
def conformance(
    request: pytest.FixtureRequest,
    remotes: object,
    ingesters: object,
    fetchers: object,
    providers: object,
    pushers: object,
) -> Conformance:
    """The run: it plays parts of the plan against `remotes`, and collects what comes of them."""
    session = _activate(request.config)
    plugged = {
        "ingester": ingesters, "fetcher": fetchers, "provider": providers, "pusher": pushers,
    }  # fmt: skip
    session.judge(remotes, {name: plug for name, plug in plugged.items() if plug is not None})
    return session
