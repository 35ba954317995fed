"""The ledger as a file: a mistake in it is one line; an update leaves the rest as it was."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from remotes_conformance.judging.ledger import BadLedger, Entry, read_ledger
from remotes_conformance.judging.ledger.entries import parse
from remotes_conformance.judging.ledger.updating import updated
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.verdict.files import write_whole

TOKEN = to_token(STORIES[0].scenario)
GOOD = {
    "requirement": "LOCK-3",
    "edition": "2017-06",
    "cause": "the ref is locked: it failed",
    "reason": "it is being mended",
    "token": TOKEN,
}


def ledger(*tables: dict[str, str]) -> str:
    """The tables as a ledger."""
    return "format = 2\n\n" + "\n".join(
        "\n".join(["[[divergence]]", *(f"{k} = {v!r}" for k, v in table.items())]) + "\n"
        for table in tables
    )


def without(key: str) -> dict[str, str]:
    return {name: value for name, value in GOOD.items() if name != key}


BAD = {
    "no TOML": ("[[divergence", "it is not TOML"),
    "an unknown table": ("[remotes]\n", "unknown key 'remotes'"),
    "a later format": ("format = 3\n", "unknown format 3: write 2, or 1 in a"),
    "a format in quotes": ('format = "x"\n', "unknown format 'x': write 2"),
    "a yes for a format": ("format = true\n", "unknown format True"),
    "an entry of a later format": (
        ledger(GOOD) + "format = 3\n",
        "1 (LOCK-3): unknown format 3",
    ),
    "an unknown key": (ledger(GOOD | {"because": "x"}), "1 (LOCK-3): unknown key 'because'"),
    "a missing key": (ledger(GOOD, without("token")), "2 (LOCK-3): 'token' is missing"),
    "an unknown id": (ledger(GOOD | {"requirement": "LOCK-99"}), "no requirement 'LOCK-99' (near"),
    "an unknown edition": (ledger(GOOD | {"edition": "3"}), "unknown edition '3'"),
    "a tolerance": (ledger(GOOD | {"requirement": "LOCK-11"}), "has no such MUST or SHOULD"),
    "a damaged token": (ledger(GOOD | {"token": TOKEN[:-9]}), "token is damaged"),
    "a token of another edition": (ledger(GOOD | {"edition": "1.6"}), "its token is of edition"),
    "an empty reason": (ledger(GOOD | {"reason": " "}), "the reason is empty"),
    "a duplicate": (ledger(GOOD, GOOD | {"reason": "y"}), "2 (LOCK-3): it is the same as"),
    "a date in quotes": (ledger(GOOD | {"expires": "2030-01-01"}), "a date, without quotes"),
    "a number": (ledger(GOOD) + "issue = 17\n", "'issue' has to be a string"),
    "a single table": (ledger(GOOD).replace("[[divergence]]", "[divergence]"), "[[divergence]]"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_in_a_ledger_is_one_line(case: str, tmp_path: Path) -> None:
    """It names the entry, and the right form."""
    text, reason = BAD[case]
    path = tmp_path / "ledger.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadLedger) as caught:
        read_ledger(path, "2017-06")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_an_error_unless_it_is_to_be_written(tmp_path: Path) -> None:
    """A typo in its name must not turn the ledger off."""
    with pytest.raises(BadLedger, match="there is no such file"):
        read_ledger(tmp_path / "none.toml", "2017-06")
    assert read_ledger(tmp_path / "none.toml", "2017-06", to_update=True).entries == ()


KEPT = '''# Ours, since 2020.
format = 2

# About the lock:
# it is short.
[[divergence]]   # the first
token='TOKEN'
requirement = "LOCK-3"
edition   = "2017-06"
cause = "one"
reason = """
[[divergence]]
is no header here"""

# About the second.
[[divergence]]
requirement = "LOCK-3"
edition = "2017-06"
cause = "two"
reason = "r"
token = "TOKEN"
'''.replace("TOKEN", TOKEN)


def entries(text: str) -> list[Entry]:
    return parse(tomllib.loads(text), to_update=True)


def test_an_update_keeps_every_line_of_what_stays() -> None:
    """Comments, order, formatting; only the block that is fixed goes, with the comment above it."""
    one, two = entries(KEPT)
    after = updated(KEPT, gone=[two], new=[])
    assert after == KEPT[: KEPT.index("\n# About the second.")]
    after = updated(KEPT, gone=[one], new=[])
    assert (
        after == "# Ours, since 2020.\nformat = 2\n\n" + KEPT[KEPT.index("# About the second.") :]
    )


def test_an_update_adds_at_the_end() -> None:
    """With an empty reason, which the next run refuses; any character comes back as it was."""
    cause = 'a "b" \\ “c”\x7f\x00'
    new = Entry("COPY-1", "2017-06", cause, "", TOKEN)
    after = updated(KEPT, gone=[], new=[new])
    assert after.startswith(KEPT)
    assert entries(after) == [*entries(KEPT), new]
    assert entries(updated("", gone=[], new=[new])) == [new]
    windows = updated(KEPT.replace("\n", "\r\n"), gone=[], new=[new])
    assert windows.count("\n") == windows.count("\r\n")


def test_a_ledger_that_cannot_be_edited_by_lines_is_left_as_it_is() -> None:
    """An array of inline tables is a right ledger, but not one that an update can rewrite."""
    values = ", ".join(f"{key} = {value!r}" for key, value in GOOD.items())
    text = f"format = 2\ndivergence = [{{ {values} }}]\n"
    with pytest.raises(BadLedger, match="cannot be edited"):
        updated(text, gone=entries(text), new=[])


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Its mode stays, a link to it stays a link, and nothing else is left in the folder."""
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.toml", "real.toml"]


def test_an_entry_knows_whose_breach_it_excuses(tmp_path: Path) -> None:
    """A rule and a cause; entries of other editions are set aside."""
    path = tmp_path / "ledger.toml"
    of_1_6 = GOOD | {
        "edition": "1.6",
        "token": to_token(replace(STORIES[0].scenario, edition="1.6")),
    }
    path.write_text(ledger(GOOD, of_1_6), encoding="utf-8")
    read = read_ledger(path, "2017-06")
    assert [entry.key for entry in read.entries] == [("LOCK-3", GOOD["cause"])]
    assert [entry.edition for entry in read.of_other_editions] == ["1.6"]
