"""Scenarios as JSON, and as replay tokens: there and back without loss.

JSON of the form that tokens had before `rc2.`, with tasks in the place of calls, is still read.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from typing import Any

from ..errors import CLASSES, SIGNALS
from .cuts import AFTERWARDS
from .encoding import NEWER, BadToken, decode, encode
from .rc1 import OldScenario
from .scenario import EXCEPTIONS, FOREIGN_WRAPS, WRAPS, Answer, HandlerCall, Scenario
from .script import Close, Open, OpenReader, Read, ReadAt, Script, opener
from .surroundings import Source

__all__ = ["PREFIXES", "BadToken", "from_json", "from_token", "to_json", "to_token"]

PREFIXES = ("rc2.", "rc1.")
"""The prefixes of tokens: the one that is written now, and the older ones that can be read."""


def to_json(scenario: Scenario) -> dict[str, Any]:
    """The scenario as JSON values; bytes as base64."""
    encoded: dict[str, Any] = encode(scenario)
    return encoded


def from_json(value: object) -> Scenario:
    """The scenario that *value* describes. Raises `BadToken`."""
    if isinstance(value, dict) and "tasks" in value:
        return _from_old_json(value)
    scenario = decode(Scenario, value, "scenario")
    assert isinstance(scenario, Scenario)
    for number, call in enumerate(scenario.calls):
        where = f"scenario.calls[{number}]"
        if isinstance(call, Script):
            _check_steps(call, where)
            _check_cut(scenario, call, where)
        else:
            _check_answers(call.answers, where)
            _check_variant(scenario, call, where)
            _check_tree(call, where)
    for digest, content in scenario.surroundings.contents.items():
        where = f"scenario.surroundings.contents[{digest!r:.40}]"
        _check_source(content.source, where)
        for place, variant in enumerate(content.variants):
            _check_source(variant.source, f"{where}.variants[{place}]")
    return scenario


def _from_old_json(value: object) -> Scenario:
    old = decode(OldScenario, value, "scenario")
    assert isinstance(old, OldScenario)
    for number, task in enumerate(old.tasks):
        where = f"scenario.tasks[{number}]"
        _check_answers(task.answers, where)
        if task.source is not None:
            _check_source(task.source.now(), where)
    return old.now()


def _check_source(source: Source | None, where: str) -> None:
    """Refuse an error that no source could raise. Raises `BadToken`."""
    if source is not None and source.breaks_with not in CLASSES:
        raise _no_class(f"{where}.source.breaks_with", source.breaks_with)


def _check_answers(answers: Sequence[Answer], where: str) -> None:
    """Refuse errors that no collaborator could raise. Raises `BadToken`."""
    for number, answer in enumerate(answers):
        place = f"{where}.answers[{number}]"
        if answer.error not in ("", *CLASSES, *EXCEPTIONS):
            raise _no_class(f"{place}.error", answer.error)
        how, colon, other = answer.wrap.partition(":")
        if how not in (FOREIGN_WRAPS if colon else ("", *WRAPS)):
            raise BadToken(f"{place}.wrap: errors are not wrapped as {answer.wrap!r:.60}")
        if colon and (other not in CLASSES or other == "other"):
            raise _no_class(f"{place}.wrap", other)
        if answer.wrap and (answer.error in EXCEPTIONS or (colon and answer.error != "other")):
            raise BadToken(f"{place}: {answer.error!r} cannot be wrapped as {answer.wrap!r:.60}")


def _check_variant(scenario: Scenario, call: HandlerCall, where: str) -> None:
    """Refuse a variant that its content does not have. Raises `BadToken`."""
    variants = scenario.surroundings.of(call.descriptor.digest).variants
    if not 0 <= call.variant <= len(variants):
        raise BadToken(f"{where}.variant: its content has no variant {call.variant}")


def _check_tree(call: HandlerCall, where: str) -> None:
    """Refuse a call without what it is about, and errors that no handler could raise. Raises
    `BadToken`."""
    if (call.tree is None) == (call.kind in ("walk", "dispatch")):
        raise BadToken(f"{where}.tree: a call of kind {call.kind!r} has one, or it has none")
    if call.tree is not None and call.tree.roots[:1] != (call.descriptor,):
        raise BadToken(f"{where}.tree.roots: its descriptor is not the first of them")
    visits = [("chain", visit) for visit in call.chain]
    for digest, several in call.tree.nodes.items() if call.tree else ():
        visits += [(f"tree.nodes[{digest!r:.40}]", visit) for visit in several]
    for place, visit in visits:
        if visit.error not in ("", *CLASSES, *SIGNALS):
            raise _no_class(f"{where}.{place}", visit.error)
        if visit.wrap not in ("", *WRAPS):
            raise BadToken(f"{where}.{place}: errors are not wrapped as {visit.wrap!r:.60}")


def _check_cut(scenario: Scenario, script: Script, where: str) -> None:
    """Refuse a cut that no disk could have. Raises `BadToken`."""
    cut = script.cut
    if cut is None:
        return
    if len(scenario.calls) > 1:
        raise BadToken(f"{where}.cut: only a script without other callers has a cut")
    if cut.then not in AFTERWARDS:
        raise BadToken(f"{where}.cut.then: {cut.then!r:.60} is nothing that can follow a cut")
    numbers = (cut.after, cut.killed or 0, *cut.lost, *(one.file for one in cut.torn))
    if min(numbers) < 0:
        raise BadToken(f"{where}.cut: operations have no negative numbers")


def _check_steps(script: Script, where: str) -> None:
    """Refuse a step whose writer or reader no step before it has opened. Raises `BadToken`."""
    for number, step in enumerate(script.steps):
        opened_by, before = opener(step), script.steps[:number]
        writers = {n for n, other in enumerate(before) if isinstance(other, Open)}
        readers = {n for n, other in enumerate(before) if isinstance(other, OpenReader)}
        opened = readers if isinstance(step, Read | ReadAt) else writers
        opened = opened | readers if isinstance(step, Close) else opened
        if opened_by is not None and opened_by not in opened:
            raise BadToken(f"{where}.steps[{number}]: step {opened_by} has opened nothing for it")


def _no_class(where: str, kind: str) -> BadToken:
    return BadToken(f"{where}: there is no class of errors {kind!r:.60}; {NEWER}")


def to_token(scenario: Scenario) -> str:
    """The scenario on one line: `rc2.`, then its JSON, compressed, with a checksum."""
    text = json.dumps(to_json(scenario), separators=(",", ":"), sort_keys=True).encode()
    packed = zlib.compress(text, 9) + zlib.crc32(text).to_bytes(4, "big")
    return PREFIXES[0] + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_token(token: str) -> Scenario:
    """The scenario of a replay token, or of JSON text. Raises `BadToken`."""
    token = token.strip()
    if token.startswith("{"):
        try:
            return from_json(json.loads(token))
        except json.JSONDecodeError as error:
            raise BadToken(f"the scenario is not JSON: {error}") from None
    prefix = next(filter(token.startswith, PREFIXES), None)
    if prefix is None:
        begins = " or ".join(map(repr, PREFIXES))
        raise BadToken(f"a replay token begins with {begins}; this one with {token[:8]!r}")
    try:
        body = token.removeprefix(prefix)
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        text = zlib.decompress(packed[:-4])
    except (binascii.Error, zlib.error, ValueError):
        raise BadToken("the replay token is damaged: copy it again, whole, on one line") from None
    if zlib.crc32(text).to_bytes(4, "big") != packed[-4:]:
        raise BadToken("the replay token is damaged: its checksum does not match")
    return from_json(json.loads(text))
