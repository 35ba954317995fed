"""Pulls and pushes of whole images: the reference's command against skopeo, a Go program on
containerd's library, the PyPI libraries oras and python-dxf, and a bare loop in Python (bare.py);
one docker-registry for all.

The tools take turns. Each starts as a process of its own, with a folder and a repository of its own
in each round. Whoever is not installed is left out. For the two libraries, run it in an environment
with `adapters/pins.txt`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from images import Made, make_image
from peers import ROOT, command

sys.path.append(str(ROOT / "tests" / "self"))
from real_registry import docker_registry

AIMS = {"pull large": 1.9, "pull small": 1.4, "push large": 1.1, "push small": 1.1}
"""How many times as fast as the program on containerd's library."""
OURS, AGAINST = "remotes-reference", "containerd"
MEMORY = 64
"""MiB that the reference may take."""


@dataclass(frozen=True)
class Cost:
    """Of one transfer: seconds by the clock and of the processor, MiB at the peak."""

    wall: float
    cpu: float
    peak: float


def main() -> int:
    """Print a table for each kind of image."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=1024, help="of the large image (1024)")
    parser.add_argument("--layers", type=int, default=8, help="of the large image (8)")
    parser.add_argument("--small", type=int, default=2000, help="small blobs (2000)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tools", nargs="*", help="of the names in the table")
    parser.add_argument("--images", nargs="*", default=["large", "small"])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="transfers-") as name:
        room = Path(name)
        tools = [one for one in available(room) if not given.tools or one in given.tools]
        with docker_registry(room) as address:
            for kind in given.images:
                sizes = [given.mib * 2**20 // given.layers] * given.layers
                image = make_image(room / kind, sizes if kind == "large" else [4096] * given.small)
                measure(room, address, kind, image, tools, given.rounds)
    return 0


def available(room: Path) -> Iterator[str]:
    """The tools that are here; the Go program is built."""
    yield OURS
    yield "bare"
    if shutil.which("skopeo"):
        yield "skopeo"
    built = subprocess.run(
        [ROOT / "adapters" / "build-go", "containerd-resolver", room / "bin"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not built.returncode:
        Path(built.stdout.strip()).rename(room / "bin" / AGAINST)
        yield AGAINST
    for name in ("oras", "dxf"):
        if importlib.util.find_spec(name):
            yield name


def measure(
    room: Path, address: str, kind: str, image: Made, tools: list[str], rounds: int
) -> None:
    """Push and pull *image* with each tool, in turns."""
    load = os.getloadavg()[0]
    costs: dict[str, dict[str, list[Cost]]] = {"push": {}, "pull": {}}
    for number in range(rounds):
        # Whoever begins meets the caches as the last one has left them: each does so once.
        for tool in (*tools[number % len(tools) :], *tools[: number % len(tools)]):
            name = f"{kind}/{tool}-{number}"
            pushed = run(room, tool, "push", f"{address}/{name}", image.folder, image)
            costs["push"].setdefault(tool, []).append(pushed)
            target = room / "pulled"
            pulled = run(room, tool, "pull", f"{address}/{name}", target, image)
            costs["pull"].setdefault(tool, []).append(pulled)
            image.check(target)
            shutil.rmtree(target)
    for does, found in costs.items():
        print(f"\n{does}, {image.description}, {rounds} rounds, load {load:.0f}")
        show(f"{does} {kind}", found)


def run(room: Path, tool: str, does: str, repository: str, folder: Path, image: Made) -> Cost:
    """One transfer by *tool*. Raises `RuntimeError` if it fails."""
    with output_of(room) as output:
        words, environment = command(room, tool, does, repository, folder, image.digest)
        shutil.rmtree(room / "data", ignore_errors=True)  # skopeo mounts what it knows of
        os.sync()  # what others have written is not written now
        began = time.perf_counter()
        child = subprocess.Popen(words, env=environment, stdout=output, stderr=output)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{tool} {does}: {(room / 'output').read_text()[-2000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextmanager
def output_of(room: Path) -> Iterator[int]:
    with open(room / "output", "wb") as output:
        yield output.fileno()


def show(what: str, found: Mapping[str, list[Cost]]) -> None:
    """Medians; the ratios are medians of ratios within a round."""
    print(f"{'':18} {'wall':>8} {'CPU':>8} {'peak':>9}   times slower than {OURS}: wall, CPU")
    for tool, costs in found.items():
        pairs = list(zip(costs, found[OURS], strict=True))
        wall = median(other.wall / ours.wall for other, ours in pairs)
        cpu = median(other.cpu / ours.cpu for other, ours in pairs)
        print(
            f"{tool:18} {median(one.wall for one in costs):7.2f}s "
            f"{median(one.cpu for one in costs):7.2f}s "
            f"{max(one.peak for one in costs):6.0f}MiB   {wall:5.2f} {cpu:5.2f}"
        )
    peak = max(one.peak for one in found[OURS])
    print(f"peak memory: {peak:.0f} MiB (aim: less than {MEMORY}): {reached(peak < MEMORY)}")
    if AGAINST in found:
        ratio = median(
            other.wall / ours.wall for other, ours in zip(found[AGAINST], found[OURS], strict=True)
        )
        aim = AIMS[what]
        print(f"{AGAINST}, wall: {ratio:.2f} (aim: {aim}): {reached(ratio >= aim)}")


def reached(is_reached: bool) -> str:
    return "reached" if is_reached else "missed"


if __name__ == "__main__":
    sys.exit(main())
