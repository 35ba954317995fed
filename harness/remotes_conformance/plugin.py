"""The pytest plugin: options and fixtures. Installed but unused, it changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .under_pytest.options import (
    add_options,
    are_options_given,
    is_suite_module,
    is_suite_requested,
    is_suite_test,
    judges_a_client,
)

if TYPE_CHECKING:
    from .under_pytest.session import Conformance


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    if are_options_given(config) or is_suite_requested(config):
        _activate(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "divergence" in metafunc.fixturenames and is_suite_module(metafunc.module):
        parts = _activate(metafunc.config).divergences
        # Without a ledger one test stays, so that it can be deselected rather than skipped.
        ids = [part.title for part in parts] or ["no ledger"]
        metafunc.parametrize("divergence", parts or [None], ids=ids)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if any(is_suite_test(item) for item in items):
        _activate(config).select(items)


def _activate(config: pytest.Config) -> Conformance:
    from .under_pytest.session import Conformance
    from .under_pytest.store_session import names_a_store
    from .under_pytest.terminal import Terminal

    conformance = config.stash.get(Conformance.KEY, None)
    if conformance is None:
        if judges_a_client(config):
            from .under_pytest.client_session import ClientConformance

            conformance = ClientConformance(config)
        elif names_a_store(config):
            from .under_pytest.store_session import StoreConformance

            conformance = StoreConformance(config)
        else:
            conformance = Conformance(config)
        config.stash[Conformance.KEY] = conformance
        config.pluginmanager.register(conformance, "remotes_conformance.session")
        if not hasattr(config, "workerinput"):
            terminal = Terminal(config, conformance)
            config.pluginmanager.register(terminal, "remotes_conformance.terminal")
    return conformance


@pytest.fixture(scope="session")
def remotes(request: pytest.FixtureRequest) -> object:
    """The implementation under test. Override it in your own conftest.py, or use --remotes."""
    return _activate(request.config).judged.remotes()


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
    given = {name: plug for name, plug in plugged.items() if plug is not None}
    session.judged.give(remotes, given)
    return session


@pytest.fixture(scope="session")
def store_conformance(request: pytest.FixtureRequest) -> Conformance:
    """The run that judges a content store: --remotes with a factory of stores."""
    return _activate(request.config)


@pytest.fixture(scope="session")
def client_conformance(request: pytest.FixtureRequest) -> Conformance:
    """The run that judges a client of a registry: --remotes-pull, --remotes-push."""
    return _activate(request.config)
