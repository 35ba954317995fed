"""Writes an adapter or a content store to start from, and a CI workflow that judges it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_TEMPLATES = files(__package__) / "templates"
_STORE = "store-"
"""The folders of content stores begin with this."""
_FILES = {
    "python": ("remotes_adapter.py",),
    "go": ("go.mod", "main.go", "handlers.go"),
    "node": ("adapter.mjs", "handlers.mjs"),
    "other": ("adapter.sh",),
    "store-python": ("my_store.py",),
    "store-node": ("adapter.mjs", "store.mjs"),
    "store-go": ("go.mod", "main.go", "store.go", "handles.go"),
}
_JUDGE_OPTIONS = {
    "python": "--remotes remotes_adapter:remotes",
    "go": "--remotes-command ./remotes-adapter",
    "node": "--remotes-command 'node adapter.mjs'",
    "other": "--remotes-command 'sh adapter.sh'",
    "store-python": "--remotes my_store:MyStore",
    "store-node": "--remotes-command 'node adapter.mjs'",
    "store-go": "--remotes-command ./my-store",
}
_BUILD_COMMANDS = {"go": "go build -o remotes-adapter .", "store-go": "go build -o my-store ."}
LANGUAGES = tuple(name for name in _FILES if not name.startswith(_STORE))
STORES = tuple(name.removeprefix(_STORE) for name in _FILES if name.startswith(_STORE))
"""The languages of content stores."""
WORKFLOW = Path(".github/workflows/remotes.yml")


class AlreadyThere(Exception):
    """A file that would be written exists; nothing was written."""


def write_template(language: str, folder: Path, *, store: bool = False) -> list[Path]:
    """Write the files for *language* into *folder*; *store*: of a content store, one of `STORES`.

    Raises `AlreadyThere`.
    """
    language = _STORE * store + language
    wanted = {
        folder / name: (_TEMPLATES / language / name).read_text(encoding="utf-8")
        for name in _FILES[language]
    }
    workflow = (_TEMPLATES / "remotes.yml").read_text(encoding="utf-8")
    build = f"      - run: {_BUILD_COMMANDS[language]}\n" if language in _BUILD_COMMANDS else ""
    workflow = workflow.replace("      # build\n", build).replace(
        "OPTIONS", _JUDGE_OPTIONS[language]
    )
    wanted[folder / WORKFLOW] = workflow
    if there := [str(path) for path in wanted if path.exists()]:
        raise AlreadyThere(
            f"{', '.join(there)} exist{'s' * (len(there) == 1)} already; nothing was written: "
            "choose another folder"
        )
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(wanted)


def how_to_judge(language: str, *, store: bool = False) -> str:
    """The command that judges what `write_template` has written, in its folder."""
    language = _STORE * store + language
    judge = f"pytest --pyargs remotes_suite {_JUDGE_OPTIONS[language]}"
    return f"{_BUILD_COMMANDS[language]} && {judge}" if language in _BUILD_COMMANDS else judge
