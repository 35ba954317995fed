"""The cause of a violation: what is wrong, without what differs from one scenario to the next.

It is the rule's own words of what was expected and what was observed. What comes from the scenario
(numbers, digests, media types, bytes, names of tasks) or is said by the implementation (the texts
of errors) is left out, and so are the details of an observation: what stands behind its first
colon, and how the call ended afterwards. `docs/ledger.md` says what follows from that.
"""

from __future__ import annotations

import re
from functools import lru_cache

_BLANKS = (
    (re.compile(r"“.*”", re.DOTALL), "“…”"),
    (re.compile(r"""(?<!\w)b?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""), "'…'"),
    (re.compile(r"\{.*\}|\[.*\]", re.DOTALL), "[…]"),
    (re.compile(r" ?\((?:[^()]|\([^()]*\))*\)"), ""),
    (re.compile(r"; (?:success|the error “…”|it (?:raised|called|did not come back)).*$"), ""),
    (re.compile(r"\b[\w.+/-]*:[0-9a-f]{8,}…?"), "…"),
    (re.compile(r"\b[\w.+-]+/[\w.+-]+"), "…"),
    (re.compile(r"\b0x[0-9a-fA-F]+\b"), "#"),
    (re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?"), "#"),
    (re.compile(r"\b(t|w|r|e)\d+\b"), r"\1#"),
    (re.compile(r":\d+\b"), ":#"),
    (re.compile(r"(\w?#|'…'|…)(?:(?:,| and|,? or) \1)+"), r"\1"),
    (re.compile(r"\s+"), " "),
)

_CRASH = re.compile(r"crash: the adapter (killed by \w+|exited with status)")
"""How a process ended is no detail: an abort and an exit are different faults."""


@lru_cache(maxsize=4096)
def cause(expected: str, observed: str) -> str:
    """The cause of a violation that is told with these two texts. It is one line."""
    # What follows the first colon of an observation is its detail, and depends on the scenario.
    blanked = _blank(observed)
    crash = _CRASH.match(blanked)
    seen = f"crash, {crash[1]}" if crash else blanked.partition(": ")[0]
    return f"expected {_blank(expected)}; observed {seen}"


def _blank(text: str) -> str:
    for pattern, stands_for in _BLANKS:
        text = pattern.sub(stands_for, text)
    return text.strip()
