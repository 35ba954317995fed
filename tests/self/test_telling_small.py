"""A story has no more calls than it needs, and is replayed with the options of its door."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.opening import options_for
from remotes_conformance.judging.plan import stories
from remotes_conformance.protocols import Context
from remotes_conformance.scenarios.written import from_token
from remotes_reference import remotes


class LowersDigests:
    """Offers keys only, and changes digests that it should leave alone."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor) -> str:
        return remotes.make_ref_key(ctx, descriptor).lower()


def test_calls_that_are_not_needed_are_left_out() -> None:
    """One of fifteen keys of malformed digests is reported."""
    bench = open_bench(LowersDigests()).bench
    (part,) = [part for part in stories("key") if part.title.endswith("that are malformed")]
    (violation,) = part.run(bench, PROFILES["quick"], 0).violations
    assert violation.id == "KEY-6"
    (task,) = from_token(violation.token).handler_calls
    assert task.descriptor.digest != task.descriptor.digest.lower()
    assert f"{task.descriptor.digest[:16]!r}"[:-1] in " ".join(violation.story)


def test_a_replay_line_can_be_pasted_into_a_shell() -> None:
    """Commands are quoted, and the options of the door are repeated."""
    assert options_for("command:perl 'my adapter.pl'", "--remotes-stdio") == (
        """--remotes-command 'perl '"'"'my adapter.pl'"'"'' --remotes-stdio"""
    )
    assert options_for("acme.pull:remotes") == "--remotes acme.pull:remotes"
    assert options_for("") == ""
