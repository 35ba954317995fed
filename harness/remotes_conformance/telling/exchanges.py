"""The story of a client and a registry: each request and its answer on a line, or in a diagram."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..scenarios.clients.script import Act, ClientScenario, Scripted
from ..world.registry.journal import ClientJournal, Exchange
from .sequence import MAX_EVENTS, Event
from .shortening import short

_OF_REQUEST = ("Authorization", "Range", "Content-Range", "Content-Type")
_OF_ANSWER = (
    "Location", "WWW-Authenticate", "Docker-Content-Digest", "Content-Range", "Content-Encoding",
    "Content-Type", "Retry-After",
)  # fmt: skip
_PLAIN = {"GET", "HEAD"}
_BODIES = {
    "changed": "one byte of the body is changed",
    "shorter": "the last byte of the body is missing",
    "longer": "the body has one byte more",
    "empty": "the body is empty",
    "error": "the body reports an error",
    "gzip": "the body is compressed",
    "false gzip": "the body is said to be compressed, but is not",
    "endless": "the body never ends",
}
_WIRES = {
    "cut": "the connection ends after half of the body",
    "reset": "the connection is reset after half of the body",
    "chunked": "the body comes in chunks",
    "chunked cut": "the body comes in chunks, and the connection ends after half of them",
    "no length": "the body comes without a length, up to the end of the connection",
    "no length cut": "the body comes without a length, and the connection ends after half of it",
    "no answer": "the connection ends without an answer",
    "half read": "the connection ends after half of the request",
    "silent": "there is no answer",
    "stalled": "nothing comes after half of the body",
}
_RANGES = {
    "ignored": "a Range is answered by everything",
    "wrong": "a Range is answered from another start",
    "refused": "a Range is refused",
}

_HAS = {
    "blobs": "the blobs",
    "all": "everything but the tag",
    "source": "the blobs, in another repository,",
    "another": "another manifest under the tag",
    "all another": "everything, with another manifest under the tag,",
    "referrer": "another manifest with that subject",
    "itself": "the manifest among the referrers of the subject",
    "no index": "a manifest under the referrers tag",
}
_VARIANTS = {
    "big": "the manifest has 4 MiB",
    "ambiguous": "the manifest has `manifests` and `layers`",
    "ambiguous index": "the image is an index that has `manifests` and `layers`",
    "indented": "each line of the manifest begins with a tab",
    "subject": "the manifest has a subject",
    "index": "the image is an index of two manifests",
    "index of one": "the image is an index of one manifest",
    "large": "the last layer has 48 MiB",
    "empty": "the last layer has no bytes",
    "urls": "the last layer can also be had from http://elsewhere, as its descriptor says",
    "docker": "the manifest, the config and the layers have Docker's types",
    "bare": "the image has no layers, so its config is its only blob",
}
_TEMPLATES = {
    "realm": "/…",
    "last": "the last piece of the usual one, relative",
    "registry": "http://registry",
    "elsewhere": "http://elsewhere",
    "third": "http://third",
    "deaf": "http://deaf",
    "target": "/… (the same path)",
    "location": "/… (the usual path)",
    "challenge": "the usual challenge",
    "type": "the usual type",
    "digest of the body": "the digest of the body",
    "name": "library/thing",
}
_DIGEST = re.compile(r"([0-9a-f]{8})[0-9a-f]{56}")


def story(scenario: ClientScenario, journal: ClientJournal) -> Iterator[str]:
    """The lines of the story, from what is unusual to how the operation ended."""
    yield from around(scenario)
    shown = _in_short(journal.exchanges)
    for one in shown:
        yield one if isinstance(one, str) else f"{one.at:6.0f} ms  {describe(one)}"
    yield f"the {scenario.does} ended: {ending(journal)}"


def around(scenario: ClientScenario) -> Iterator[str]:
    """A sentence for each unusual trait of the registry."""
    if scenario.access:
        word = "a password" if scenario.access == "basic" else "a token"
        yield f"the registry asks for {word}"
    yield from (f"its challenge: {_filled(challenge)}" for challenge in scenario.challenges)
    if scenario.has:
        yield f"the registry has {_HAS[scenario.has]} already"
    if scenario.variant:
        yield _VARIANTS[scenario.variant]
    yield from (_rule(one) for one in scenario.script if one.act != Act())
    if scenario.leads_nowhere:
        yield "the host deaf accepts no connection"
    if scenario.is_repeated:
        yield f"the {scenario.does} is done twice"


def _rule(one: Scripted) -> str:
    which = "every" if one.times == 0 else "the first" if one.times == 1 else f"{one.times} times a"
    host = "" if one.host == "registry" else f" at {one.host}"
    methods, whats = " or ".join(one.methods.split()), " or ".join(one.what.split())
    place = " that has bytes already" if one.goes_on else ""
    return f"{which} {methods} of {whats}{place}{host}: {describe_act(one.act)}"


def describe_act(act: Act) -> str:
    """The change in the registry's behaviour, in words."""
    words = [f"status {act.status}"] if act.status else []
    words += [f"{name}: {_filled(value)}" if value else f"no {name}" for name, value in act.headers]
    words += [_BODIES[act.body]] if act.body else []
    words += [_WIRES[act.wire]] if act.wire else []
    words += [_RANGES[act.ranges]] if act.ranges else []
    words += [f"the parameter {act.ignores} is ignored"] if act.ignores else []
    words += [] if act.has_effect else ["nothing is stored"]
    return ", ".join(words)


def _filled(template: str) -> str:
    """A header of the script, with words in the place of placeholders."""
    for name, text in _TEMPLATES.items():
        template = template.replace(f"{{{name}}}", text)
    return _DIGEST.sub(r"\1…", template)


def describe(one: Exchange) -> str:
    """A request and its answer, with the headers that matter."""
    host = "" if one.host == "registry" else f" at {one.host}"
    begins = f"{one.method} {one.target}{host}"
    names = _OF_REQUEST if one.method not in _PLAIN else _OF_REQUEST[:2]
    given = [f"{name}: {one.header(name)}" for name in names if one.header(name)]
    if one.body_size:
        given.append(f"{one.body_size} bytes")
    if "‹" in one.body_text:
        given.append(f"body {one.body_text}")
    request = f"{begins} ({', '.join(given)})" if given else begins
    text = f"{request} → {_answer(one)}{'  ← scripted' * (one.act >= 0)}"
    return _DIGEST.sub(r"\1…", text)


def _answer(one: Exchange) -> str:
    if not one.status:
        return "no answer"
    names = _OF_ANSWER if one.status != 200 or one.method == "PUT" else _OF_ANSWER[2:5]
    parts = [f"{name}: {one.reply_header(name)}" for name in names if one.reply_header(name)]
    size = f"{one.sent} bytes" + ("" if one.is_whole else ", not all")
    return f"{one.status} ({', '.join([*parts, size])})"


def ending(journal: ClientJournal) -> str:
    """The end of the operation, with the last line that the client wrote."""
    ended = journal.ended
    words = {"done": "success", "failed": "an error", "hung": "it hung", "crashed": "it crashed"}
    status = "" if ended.status is None else f", status {ended.status}"
    # A program's output before a success is of no interest; that of a Python client is a remark.
    is_remark = ended.how != "done" or ended.status is None
    last = ended.text.splitlines()[-1:] if is_remark else []
    text = f": {short(last[0])}" if last else ""
    left = f"; it left running: {', '.join(ended.left_behind)}" if ended.left_behind else ""
    return f"{words[ended.how]}{status}, after {ended.seconds:.1f} s{text}{left}"


def events(scenario: ClientScenario, journal: ClientJournal) -> tuple[Event, ...]:
    """The same as the events of a diagram."""
    found = [Event(0, 0, "caller", scenario.does, "caller", inward=True)]
    for one in _in_short(journal.exchanges):
        if isinstance(one, str):
            found.append(Event(found[-1].at, -1, "", one, "aside"))
            continue
        tone = "call" if one.is_success else "error"
        at = round(one.at) * 1_000_000
        found.append(Event(at, 0, one.host, short(describe(one)), tone))
    tone = "caller" if journal.ended.how == "done" else "error"
    found.append(Event(found[-1].at, 0, "caller", ending(journal), tone))
    return tuple(found)


def _in_short(exchanges: tuple[Exchange, ...]) -> list[Exchange | str]:
    """All of them, or the first and the last ones with a line between."""
    if len(exchanges) <= MAX_EVENTS:
        return list(exchanges)
    half = MAX_EVENTS // 2
    gap = f"… {len(exchanges) - 2 * half} requests left out …"
    return [*exchanges[:half], gap, *exchanges[-half:]]
