"""The arguments of the command, and the repositories and passwords that they mean."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from remotes_conformance.errors import InvalidArgument

from .credentials import Credentials
from .references import Reference
from .repository import Repository
from .upload_starts import CHUNKED, MIB, UploadSizes
from .wire import TIMEOUT

IMAGE: Final = "REGISTRY/NAME:TAG"
_EPILOG: Final = """\
Exit statuses: 0 done, 1 failed, 2 wrong usage, 130 interrupted.

A password is read from a file or from the environment, never from an argument: other users can see
those."""


def parser(runs: Mapping[str, Callable[..., str]]) -> argparse.ArgumentParser:
    """A parser of `pull`, `push` and `copy`; `run` of what it gives is one of *runs*."""
    found = argparse.ArgumentParser(
        prog="remotes-reference",
        description="Moves whole images between registries and folders (OCI image layouts).",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = found.add_subparsers(required=True, metavar="COMMAND", dest="command")
    pulls = commands.add_parser("pull", help="from a registry into a folder")
    pulls.add_argument("image", metavar=IMAGE, help="or REGISTRY/NAME@DIGEST")
    pulls.add_argument("folder", metavar="DIR", help="an OCI image layout; made if need be")
    pushes = commands.add_parser("push", help="from a folder to a registry")
    pushes.add_argument("folder", metavar="DIR", help="an OCI image layout")
    pushes.add_argument("image", metavar=IMAGE)
    pushes.add_argument("--name", default="", help="of the image in DIR (default: the only one)")
    help_ = "a repository of the registry that may have the blobs"
    pushes.add_argument("--mount-from", default="", metavar="NAME", help=help_)
    copies = commands.add_parser("copy", help="from a registry to a registry")
    copies.add_argument("image", metavar=f"FROM-{IMAGE}")
    copies.add_argument("destination", metavar=f"TO-{IMAGE}")
    for command in (pulls, pushes, copies):
        command.set_defaults(run=runs[command.prog.split()[-1]])
        _add_registry(command, "", "the registry")
        _add_common(command)
    _add_registry(copies, "to-", "the registry that is copied to")
    for command in (pushes, copies):
        help_ = "blobs of more MiB are sent in chunks (default: %(default)d; 0: all)"
        command.add_argument(
            "--chunks-above", type=_mebibytes, default=CHUNKED // MIB, metavar="MIB", help=help_
        )
    return found


def _add_registry(command: argparse.ArgumentParser, prefix: str, whose: str) -> None:
    variable = _variable(prefix)
    add = command.add_argument
    add(f"--{prefix}plain-http", action="store_true", help=f"http to {whose} instead of https")
    add(f"--{prefix}user", metavar="NAME", help=f"log in at {whose}, with ${variable}")
    add(f"--{prefix}password-file", metavar="FILE", help=f"instead of ${variable}")
    add(f"--{prefix}certificates", metavar="FILE", help=f"trust these at {whose} (PEM)")


def _add_common(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    help_ = "a request fails after this long without any progress (default: %(default)g)"
    add("--timeout", type=_seconds, default=TIMEOUT, metavar="SECONDS", help=help_)
    help_ = "blobs that are moved at a time (default: by their size)"
    add("--workers", type=_workers, metavar="N", help=help_)
    add("--quiet", action="store_true", help="show no progress")
    add("--verbose", action="store_true", help="log what is done")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 86400:
        raise argparse.ArgumentTypeError("more than 0, and at most 86400")
    return value


def _mebibytes(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("0 or more")
    return value


def _workers(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 64:
        raise argparse.ArgumentTypeError("from 1 to 64")
    return value


def _variable(prefix: str) -> str:
    return f"REMOTES_{prefix.upper().replace('-', '_')}PASSWORD"


@dataclass(frozen=True, slots=True)
class Place:
    """An image at a registry, as arguments name it."""

    reference: Reference
    repository: Repository


def place(
    text: str, options: argparse.Namespace, environment: Mapping[str, str], prefix: str = ""
) -> Place:
    """The image *text*, with the options of *prefix*. Raises `InvalidArgument`, `OSError`."""

    def option(name: str) -> object:
        return vars(options)[(prefix + name).replace("-", "_")]

    reference = Reference.parse(text)
    certificates = option("certificates")
    repository = Repository(
        reference.registry,
        reference.name,
        credentials=_credentials(
            option("user"), option("password-file"), environment, _variable(prefix)
        ),
        plain_http=bool(option("plain-http")),
        timeout=options.timeout,
        certificates=None if certificates is None else str(certificates),
        sizes=UploadSizes(chunked=vars(options).get("chunks_above", 0) * MIB),
    )
    return Place(reference, repository)


def _credentials(
    user: object, file: object, environment: Mapping[str, str], variable: str
) -> Credentials | None:
    if user is None:
        return None
    if file is not None:
        password = Path(str(file)).read_text(encoding="utf-8").removesuffix("\n")
    elif variable in environment:
        password = environment[variable]
    else:
        raise InvalidArgument(f"the password of {user} is missing: set ${variable}, or give a file")
    return Credentials(str(user), password)
