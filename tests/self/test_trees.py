"""Functions over trees: their stories, their form in tokens, and their judging."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest
import remotes_reference
from remotes_conformance import Unusable, check
from remotes_conformance.content import Descriptor
from remotes_conformance.doors.command.door import CommandDoor
from remotes_conformance.judging.comparing.visible import can_be_compared, visible
from remotes_conformance.judging.exploring.hunting import PROFILES, hunt
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.opening import open_command
from remotes_conformance.media_types import OCI_MANIFEST
from remotes_conformance.protocols import Context, Handler
from remotes_conformance.rules import judge
from remotes_conformance.scenarios.scenario import SECOND, Cancel, HandlerCall, Scenario
from remotes_conformance.scenarios.stories.planting import A, B, C, described, image_of, over, tree
from remotes_conformance.scenarios.strategies import FAMILIES
from remotes_conformance.scenarios.trees import Visit
from remotes_conformance.scenarios.written import BadToken, from_json, from_token, to_json, to_token
from remotes_conformance.telling.story import story
from remotes_conformance.world.journal import Journal
from wrong.right import Right
from wrong.right_trees import Children, RightTrees

PLANTED = tree(A, nodes={A: [B, C], B: Visit(error="skip", wrap="from"), C: Visit(waits=SECOND)})


def played(scenario: Scenario, remotes: object) -> Journal:
    return open_bench(remotes, edition=scenario.edition).bench.play(scenario)


def test_a_story_describes_the_handlers_and_their_calls() -> None:
    """The tree first, then each visit from its beginning to its end."""
    scenario = over("walk", PLANTED)
    text = "\n".join(story(scenario, played(scenario, RightTrees())))
    assert "t0: a walk; it begins with sha256:559aead0…" in text
    assert "sha256:df7e70e5… raises skip, wrapped (from)" in text
    assert "takes 1000 ms" in text
    assert "h3.Handled() → children none" in text
    assert text.endswith("returns success")


class FailsOnceGivenUp(RightTrees):
    """It looks at its caller before each handler of a chain, and before it comes back."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        children: list[Descriptor] = []
        for handler in handlers:
            children += handler(ctx, descriptor) or ()
            if ctx.cancelled:
                raise TimeoutError("given up")
        return children


def test_a_chain_whose_caller_has_given_up_may_end_with_an_error_of_its_own() -> None:
    """As a walk may. Without that, it is WALK-1."""
    visits = (Visit((B,), waits=SECOND), Visit((C,)))
    chain = HandlerCall("chain", A, chain=visits, cancel=Cancel(at=SECOND // 2))
    scenario = Scenario((chain,))
    assert judge(scenario, played(scenario, FailsOnceGivenUp())).broken == []


def test_the_children_are_in_the_story() -> None:
    """Those of a chain, which returns them."""
    chain = HandlerCall("chain", A, chain=(Visit((B,)), Visit((C,))))
    lines = story(Scenario((chain,)), played(Scenario((chain,)), RightTrees()))
    assert "handler 1 returns sha256:df7e70e5…; handler 2 returns sha256:6b23c0d5…" in lines[0]
    assert lines[-2].endswith("its children: sha256:df7e70e5…, sha256:6b23c0d5…")


def test_a_tree_with_a_document_that_makes_no_sense_is_not_judged_as_a_whole() -> None:
    """Its children belong to no document: WALK-11 does not apply, and judging does not fail."""
    for content in (b"no JSON", b"[]", b'{"config": 1, "layers": 2}'):
        scenario = image_of(described(content, OCI_MANIFEST), content)
        judgement = judge(scenario, played(scenario, RightTrees()))
        assert judgement.broken == []
        assert "WALK-11" not in judgement.applied


def test_a_tree_survives_its_token() -> None:
    """With all that is done at its nodes."""
    scenario = over("dispatch", PLANTED, limit=3)
    assert from_token(to_token(scenario)) == scenario
    assert hash(from_token(to_token(scenario))) == hash(scenario)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "chain"}, "tree: a call of kind 'chain' has one, or it has none"),
        ({"tree": None}, "tree: a call of kind 'walk' has one, or it has none"),
        ({"descriptor": {"media_type": "", "digest": "", "size": 0}}, "is not the first of them"),
        ({"chain": [{"error": "sleep"}]}, "chain: there is no class of errors 'sleep'"),
        ({"chain": [{"wrap": "paper"}]}, "errors are not wrapped as 'paper'"),
        ({"kind": "stroll"}, "'stroll' is not"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(changes: dict[str, object], why: str) -> None:
    """In one line, which names the place."""
    value = json.loads(json.dumps(to_json(over("walk", PLANTED))))
    value["calls"][0] |= changes
    with pytest.raises(BadToken, match=r"scenario\.calls") as refused:
        from_json(value)
    assert why in str(refused.value)


def test_one_at_a_time_is_seen() -> None:
    """Two handlers of a walk that run at the same time break WALK-4, whatever their order."""
    scenario = over("walk", tree(A, B, nodes={A: Visit(waits=SECOND), B: Visit(waits=SECOND)}))

    class SideBySide(RightTrees):
        def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
            self.dispatch(ctx, handler, *descriptors)  # type: ignore[arg-type]

    [(id, broken)] = judge(scenario, played(scenario, SideBySide())).broken
    assert (id, broken.step) == ("WALK-4", "side by side")
    assert "meanwhile" in broken.observed


def test_functions_that_are_not_offered_are_unsupported() -> None:
    """All of it, and the verdict is whole without it; or one function."""
    verdict = check(Right(), profile="quick", seed=1, sections=("walk",))
    walk = [one for one in verdict.requirements if one.section == "walk"]
    assert {one.outcome for one in walk} == {"unsupported"}

    class WithoutDispatch(RightTrees):
        dispatch = None  # type: ignore[assignment]

    verdict = check(WithoutDispatch(), profile="quick", seed=1, sections=("walk",))
    left = {one.id for one in verdict.requirements if one.outcome == "unsupported"}
    assert left == {"WALK-5", "WALK-5a", "WALK-5b", "WALK-5c", "WALK-11"}
    assert not verdict.violations


def test_functions_over_trees_are_judged_without_handlers() -> None:
    """Each by itself."""

    class Chains:
        handlers = RightTrees().handlers

    verdict = check(Chains(), profile="quick", seed=1, sections=("walk",))
    passed = {one.id for one in verdict.requirements if one.outcome == "pass"}
    assert passed >= {"WALK-1", "WALK-2", "WALK-3"}


def test_something_else_of_that_name_is_no_function_over_trees() -> None:
    """A list of handlers is none; a function that cannot be called so is an error."""

    class HasHandlers(Right):
        handlers = ("a", "b")

    assert "chain" not in open_bench(HasHandlers()).bench.kinds

    class WalksADirectory(Right):
        def walk(self, path: str) -> None:
            """Something else."""

    with pytest.raises(Unusable, match=r"cannot be called as walk\(ctx, handler, descriptor\)"):
        open_bench(WalksADirectory())


def test_a_violation_is_made_small() -> None:
    """A fault that shows in big trees that were drawn is reported in a small one."""

    class SkipsTheThird(RightTrees):
        def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
            super().walk(ctx, handler, *descriptors[:2])

    [family] = [one for one in FAMILIES if one.name == "a tree is walked"]
    found = hunt(open_bench(SkipsTheThird()).bench, family, PROFILES["quick"], start=1)
    [call] = found.breaches["WALK-4"].scenario.handler_calls
    assert call.tree is not None
    # Three roots, or a root with three children, and nothing else that is worth a word.
    assert call.tree.details <= 8


def test_equal_plays_give_equal_journals() -> None:
    """Threads of a dispatch, too."""
    scenario = over("dispatch", replace(PLANTED, roots=(A, A)))
    for remotes in (remotes_reference.remotes, RightTrees()):
        first, second = (played(scenario, remotes).to_json() for _ in range(2))
        assert first == second


def test_differences_between_two_walks_are_visible() -> None:
    """The visits in order, and the children that come back. Dispatches cannot be compared."""
    scenario = over("walk", tree(A, nodes={A: [B, C]}))

    class Backwards(RightTrees):
        def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
            super().walk(ctx, handler, *descriptors[::-1])

    one, same, other = (
        visible(scenario, played(scenario, remotes), "events")
        for remotes in (RightTrees(), remotes_reference.remotes, Backwards())
    )
    assert one == same != other
    assert can_be_compared(scenario)
    assert not can_be_compared(over("dispatch", PLANTED))


def test_a_child_process_offers_functions_over_trees() -> None:
    """By their names in the protocol; combined capabilities are worked out from these."""
    loaded = open_command(
        f"{sys.executable} -m remotes_conformance.serve remotes_reference:remotes"
    )
    try:
        trees = {"chain", "children", "dispatch", "walk"}
        assert set(loaded.offers) == {"fetch", "key", "push", "visits", "image"} | trees
        door = loaded.bench.door
        assert isinstance(door, CommandDoor)
        names = set(door.describe()["capabilities"])
        assert names >= {"handlers", "children_handler", "dispatch", "walk"}
        assert not names & {"", "image", "visits", "chain"}
    finally:
        loaded.bench.door.close()
