"""The command `remotes-reference`: pull, push and copy whole images.

Exit statuses: 0 done, 1 failed, 2 wrong usage, 130 interrupted. Passwords come from a file or from
the environment, never from an argument: other users can read those.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

from remotes_conformance.errors import ContentError, InvalidArgument

from .answers import printable
from .contexts import CallContext
from .credentials import Credentials
from .pulling import pull
from .references import Reference
from .repository import Repository
from .watching import Lines, Terminal, Watch
from .wire import TIMEOUT
from .workers import WORKERS

FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130

PASSWORD: Final = "REMOTES_PASSWORD"
"""The variable with the password of `--user`, where there is no `--password-file`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.ERROR)
    repositories: list[Repository] = []
    ctx = CallContext()
    try:
        print(options.run(ctx, options, repositories))
    except KeyboardInterrupt:
        ctx.cancel()
        print("interrupted: the same command goes on from here", file=sys.stderr)
        _leave(INTERRUPTED)
    except (ContentError, OSError) as error:
        print(f"remotes-reference: {_hidden(error, repositories)}", file=sys.stderr)
        return USAGE if isinstance(error, InvalidArgument) and not repositories else FAILED
    return 0


def _leave(status: int) -> NoReturn:
    """End now: threads that wait for a registry have nothing to lose, the store is as they left
    it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _hidden(error: BaseException, repositories: Sequence[Repository]) -> str:
    text = printable(str(error)) or type(error).__name__
    for repository in repositories:
        text = repository.hide(text)
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="remotes-reference",
        description="Moves whole images between registries and folders (OCI image layouts).",
        epilog="Exit statuses: 0 done, 1 failed, 2 wrong usage, 130 interrupted.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    pulls = commands.add_parser("pull", help="from a registry into a folder")
    pulls.add_argument("image", metavar="REGISTRY/NAME:TAG", help="or REGISTRY/NAME@DIGEST")
    pulls.add_argument("folder", metavar="DIR", help="an OCI image layout; made if need be")
    pulls.set_defaults(run=_pull)
    _add_options(pulls)
    return parser


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain-http", action="store_true", help="http instead of https")
    parser.add_argument("--user", metavar="NAME", help=f"log in; the password is in ${PASSWORD}")
    parser.add_argument("--password-file", metavar="FILE", help=f"instead of ${PASSWORD}")
    parser.add_argument("--certificates", metavar="FILE", help="trust these (PEM)")
    parser.add_argument(
        "--timeout",
        type=float,
        default=TIMEOUT,
        metavar="SECONDS",
        help="without any progress, after which a request has failed (default: %(default)g)",
    )
    parser.add_argument(
        "--workers", type=_positive, default=WORKERS, metavar="N", help="blobs moved at a time"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress")
    parser.add_argument("--verbose", action="store_true", help="log what is done")


def _positive(text: str) -> int:
    value = int(text)
    if not 0 < value <= 64:
        raise argparse.ArgumentTypeError("from 1 to 64")
    return value


def _pull(ctx: CallContext, options: argparse.Namespace, used: list[Repository]) -> str:
    reference = Reference.parse(options.image)
    repository = _repository(reference, options, os.environ)
    used.append(repository)
    root = pull(
        repository,
        reference.target,
        options.folder,
        name=reference.tag,
        ctx=ctx,
        workers=options.workers,
        watch=_watch(options),
    )
    return f"{reference} {root.digest}"


def _repository(
    reference: Reference, options: argparse.Namespace, environment: Mapping[str, str]
) -> Repository:
    return Repository(
        reference.registry,
        reference.name,
        credentials=_credentials(options.user, options.password_file, environment.get(PASSWORD)),
        plain_http=options.plain_http,
        timeout=options.timeout,
        certificates=options.certificates,
    )


def _credentials(user: str | None, file: str | None, given: str | None) -> Credentials | None:
    if user is None:
        return None
    password = Path(file).read_text(encoding="utf-8").removesuffix("\n") if file else given
    if password is None:
        raise InvalidArgument(f"--user needs a password, in ${PASSWORD} or in --password-file")
    return Credentials(user, password)


def _watch(options: argparse.Namespace) -> Watch | None:
    if options.quiet:
        return None
    return (Terminal if sys.stderr.isatty() else Lines)(sys.stderr)
