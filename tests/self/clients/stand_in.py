"""A right client that takes exactly the command lines of oras, crane and regctl that the presets
use, as their documentation gives them: `stand_in.py NAME WORD …`. Any other option is an error."""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).parents[1]))
from remotes_conformance.doors.clients.operation import Operation

from clients.right import Right
from clients.transport import Failed

VERSIONS = {"oras": "Version:        1.2.0\nGo version:     go1.22", "crane": "0.20.2"}


class Layouts(Right):
    """It pulls into an OCI layout."""

    def keep(self, folder: Path, digest: str, content: bytes) -> None:
        blobs = folder / "blobs" / "sha256"
        blobs.mkdir(parents=True, exist_ok=True)
        (blobs / digest.partition(":")[2]).write_bytes(content)


class Parser(argparse.ArgumentParser):
    """Options are never abbreviated, and a wrong one is exit status 1, as for cobra's commands."""

    def __init__(self, *flags: str, values: tuple[str, ...] = ()) -> None:
        super().__init__(allow_abbrev=False, add_help=False)
        self.add_argument("words", nargs="*")
        for flag in flags:
            self.add_argument(flag, action="store_true")
        for name in values:
            self.add_argument(name, default="")

    def error(self, message: str) -> NoReturn:
        sys.exit(f"unknown: {message}")


def oras(words: list[str]) -> None:
    """`oras cp`, from and to a layout; `oras manifest fetch`."""
    if words == ["version"]:
        print(VERSIONS["oras"])
        return
    values = ("--from-username", "--from-password", "--to-username", "--to-password")
    if words[:1] == ["cp"]:
        flags = ("--from-plain-http", "--to-plain-http", "--from-oci-layout", "--to-oci-layout")
        given = Parser(*flags, values=values).parse_intermixed_args(words[1:])
        source, target = given.words
        if given.to_oci_layout:
            check(given.from_plain_http)
            folder = Path(target.rpartition(":")[0])
            pull(source, folder, given.from_username, given.from_password)
        else:
            check(given.to_plain_http and given.from_oci_layout)
            push(Path(source.rpartition(":")[0]), target, given.to_username, given.to_password)
        return
    check(words[:2] == ["manifest", "fetch"])
    given = Parser("--plain-http", values=("--username", "--password", "--output"))
    one = given.parse_intermixed_args(words[2:])
    check(one.plain_http)
    Path(one.output).write_bytes(fetch(one.words[0], one.username, one.password))


def crane(words: list[str]) -> None:
    """`crane pull`, `push` and `manifest`; it finds its password in the file of docker."""
    if words == ["version"]:
        print(VERSIONS["crane"])
        return
    given = Parser("--insecure", values=("--format",)).parse_intermixed_args(words[1:])
    check(given.insecure)
    does, (first, *rest) = words[0], given.words
    if does == "pull":
        check(given.format == "oci")
        pull(first, Path(rest[0]), *from_file(first))
    elif does == "push":
        index = json.loads((Path(first) / "index.json").read_bytes())
        check(len(index["manifests"]) == 1)
        push(Path(first), rest[0], *from_file(rest[0]))
    else:
        check(does == "manifest" and not rest)
        sys.stdout.buffer.write(fetch(first, *from_file(first)))


def regctl(words: list[str]) -> None:
    """`regctl image copy`, from and to `ocidir://`; `regctl manifest get`."""
    given = Parser(values=("--host", "--format")).parse_intermixed_args(words)
    if given.words == ["version"]:
        check(given.format == "{{.VCSTag}}")
        print("v0.8.0")
        return
    host = dict(pair.split("=", 1) for pair in given.host.split(","))
    check(host["tls"] == "disabled")
    *command, first = given.words if given.words[0] == "manifest" else given.words[:-1]
    user, password = host["user"], host["pass"]
    if command == ["manifest", "get"]:
        check(given.format == "raw-body" and first.startswith(host["reg"]))
        sys.stdout.buffer.write(fetch(first, user, password))
        return
    check(command == ["image", "copy"])
    target = given.words[-1]
    if target.startswith("ocidir://"):
        pull(first, layout_of(target), user, password)
    else:
        push(layout_of(first), target, user, password)


def layout_of(reference: str) -> Path:
    check(reference.startswith("ocidir://"))
    return Path(reference.removeprefix("ocidir://").rpartition(":")[0])


def check(ok: bool) -> None:
    """Exit if not *ok*: the command line is none that the documentation has."""
    if not ok:
        sys.exit("unknown command")


def from_file(reference: str) -> tuple[str, str]:
    """User and password for the registry of *reference*."""
    kept = json.loads((Path(os.environ["DOCKER_CONFIG"]) / "config.json").read_bytes())
    auth = base64.b64decode(kept["auths"][reference.partition("/")[0]]["auth"]).decode()
    user, _, password = auth.partition(":")
    return user, password


def operation(reference: str, folder: Path, user: str, password: str) -> Operation:
    registry, _, rest = reference.partition("/")
    name, _, digest = rest.partition("@")
    tag = ""
    if not digest:
        name, _, tag = rest.rpartition(":")
    return Operation(registry, name, tag, digest, "", user, password, 1, folder)


def pull(reference: str, folder: Path, user: str, password: str) -> None:
    Layouts().pull(operation(reference, folder, user, password))


def push(folder: Path, reference: str, user: str, password: str) -> None:
    index = json.loads((folder / "index.json").read_bytes())
    asked = operation(reference, folder, user, password)
    Right().push(replace(asked, digest=index["manifests"][0]["digest"]))


def fetch(reference: str, user: str, password: str) -> bytes:
    client, asked = Right(), operation(reference, Path(), user, password)
    client.start(asked)
    return client.manifest(asked.digest)


if __name__ == "__main__":
    try:
        {"oras": oras, "crane": crane, "regctl": regctl}[sys.argv[1]](sys.argv[2:])
    except (Failed, ValueError, KeyError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
