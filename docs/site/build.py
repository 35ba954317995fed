"""Build the documentation as a site: build.py FOLDER; or look for stories again: build.py --find.

All pages are put into one folder, with a page for each rule, made from the catalogue and the wrong
implementations of the tests. mkdocs makes HTML of them; every warning is an error, and so is a link
that leads nowhere.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "self")]

from pages import pages, repository  # noqa: E402
from rules import found, rule_pages  # noqa: E402


def stage(folder: Path) -> None:
    """Write all pages below *folder*, and the configuration beside them."""
    texts = pages()
    texts["repository.md"] = repository(texts)
    texts |= rule_pages()
    for name, text in texts.items():
        path = folder / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(HERE / "extra.css", folder / "pages")
    shutil.copy(HERE / "mkdocs.yml", folder)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, nargs="?", default=Path("site"))
    parser.add_argument(
        "--find",
        nargs="?",
        const="",
        metavar="ID",
        help="write stories.json: which story shows which rule; only of rules that begin with ID",
    )
    chosen = parser.parse_args()
    if chosen.find is not None:
        text = json.dumps(found(chosen.find), indent=1, ensure_ascii=False) + "\n"
        (HERE / "stories.json").write_text(text, encoding="utf-8")
        return 0
    with tempfile.TemporaryDirectory() as name:
        stage(Path(name))
        words = [sys.executable, "-m", "mkdocs", "build", "--strict"]
        built = subprocess.run([*words, "--site-dir", chosen.site.resolve()], cwd=name, check=False)
    return built.returncode


if __name__ == "__main__":
    sys.exit(main())
