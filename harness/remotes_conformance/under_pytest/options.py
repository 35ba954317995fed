"""The plugin's options, and which tests are the suite's."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

_SUITE = "remotes_suite"
_OPTIONS = {
    "remotes": "the implementation to judge, or a factory that makes content stores, as "
    "package.module:object",
    "remotes-command": "the command that starts the adapter to judge",
    "remotes-pull": "judge a client of a registry: the command with which it pulls an image, "
    "or the name of a preset",
    "remotes-push": "judge a client of a registry: the command with which it pushes an image",
    "remotes-fetch": (
        "judge a client of a registry: the command with which it fetches a manifest or a blob"
    ),
    "remotes-client": "judge a client of a registry: an object in Python, as package.module:object",
    "remotes-content-socket": "judge the content store behind containerd's gRPC API at this "
    "address, unix:PATH (extra: grpc)",
    "remotes-edition": "the edition of the contract: 2017-06, 1.6 or 2.x (default: 2017-06)",
    "remotes-profile": "how many scenarios to play: quick, default (without the option), ci or "
    "nightly",
    "remotes-sections": "judge only these sections, for example key,lock; conduct is always judged",
    "remotes-ledger": "a file of known divergences; these do not fail the run",
    "remotes-patience": "how many seconds without progress before a call is reported as a "
    "hang (default: 5)",
}
_WITHOUT_INI = {
    "remotes-seed": "the seed of all random choices (default: a new one in each run, or 0 in "
    "profile ci)",
    "remotes-report": "write the verdict to this file, as JSON",
    "remotes-html": "write the verdict to this file, as a page of HTML with diagrams",
    "remotes-shard": "judge only a shard of the plan, such as 1/4; `remotes-conformance report "
    "--merge` makes one verdict of the reports of all shards",
    "remotes-replay": "play only this scenario and print its story: a token from a report, the "
    "name of a scenario for clients, or the name of a file that contains a token",
}


def add_options(parser: pytest.Parser) -> None:
    """All options, with the ini values that stand for them."""
    group = parser.getgroup("remotes", "remotes-conformance")
    for name, text in _OPTIONS.items():
        group.addoption(f"--{name}", default=None, metavar="VALUE", help=text)
        parser.addini(name.replace("-", "_"), text, default="")
    for name, text in _WITHOUT_INI.items():
        group.addoption(f"--{name}", default=None, metavar="VALUE", help=text)
    text = "a broken SHOULD fails the run, as a broken MUST does"
    group.addoption("--remotes-strict", action="store_true", default=None, help=text)
    parser.addini("remotes_strict", text, type="bool", default=False)
    text = "rewrite the ledger after the run: remove what is no longer true, add what is new"
    group.addoption("--remotes-ledger-update", action="store_true", default=None, help=text)
    text = (
        "also plant faults between the implementation and its collaborators, to see that each is "
        "found"
    )
    group.addoption("--remotes-self-check", action="store_true", default=None, help=text)
    parser.addini("remotes_self_check", text, type="bool", default=False)
    text = "the adapter uses stdin and stdout, not descriptors 3 and 4"
    group.addoption("--remotes-stdio", action="store_true", default=None, help=text)
    parser.addini("remotes_stdio", text, type="bool", default=False)
    text = "the registry with which a client is judged uses HTTPS"
    group.addoption("--remotes-tls", action="store_true", default=None, help=text)
    parser.addini("remotes_tls", text, type="bool", default=False)
    text = "check every message of the adapter against the protocol's schema (extra: lint)"
    group.addoption("--remotes-lint", action="store_true", default=None, help=text)
    parser.addini("remotes_lint", text, type="bool", default=False)


def are_options_given(config: pytest.Config) -> bool:
    """True if one of the options that name or shape a run is on the command line."""
    return any(
        config.getoption(name.replace("-", "_"), None) for name in (*_OPTIONS, *_WITHOUT_INI)
    )


def setting(config: pytest.Config, name: str) -> Any:
    """An option from the command line, else from the ini file, else None."""
    key = name.replace("-", "_")
    value = config.getoption(key, None)
    if value is None and name not in _WITHOUT_INI and name != "remotes-ledger-update":
        value = config.getini(key) or None
    return value


def judges_a_client(config: pytest.Config) -> bool:
    """True if a client of a registry is judged, and no handlers."""
    names = ("remotes-pull", "remotes-push", "remotes-fetch", "remotes-client")
    return any(setting(config, name) is not None for name in names)


def socket_of(config: pytest.Config) -> str:
    """The address of the content service that is judged; empty: none is named."""
    others = ("remotes", "remotes_command")
    if config.getoption("remotes_content_socket", None) is None and any(
        config.getoption(one, None) is not None for one in others
    ):
        return ""  # the command line names another implementation than the ini file
    address = str(setting(config, "remotes-content-socket") or "")
    if address and not address.removeprefix("unix:").startswith("/"):
        raise pytest.UsageError(
            f"--remotes-content-socket {address}: give the path of a socket, as unix:/run/x.sock"
        )
    return f"unix:{address.removeprefix('unix:')}" if address else ""


def is_suite_requested(config: pytest.Config) -> bool:
    """True if the suite is among what pytest was asked to run."""
    return any(_SUITE in str(argument) for argument in config.args)


def is_suite_test(item: pytest.Item) -> bool:
    """True if *item* is one of the suite's own tests, wherever it was collected."""
    module = getattr(item, "module", None)
    return module is not None and is_suite_module(module)


def is_suite_module(module: ModuleType) -> bool:
    """True if *module* is one of the suite's."""
    return module.__name__.split(".")[-2:-1] == [_SUITE]
