"""The documentation names tests as proofs: each is there."""

import re

import pytest
from conftest import ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))


@pytest.fixture(scope="module")
def sources():
    """The text of all tests, and the names of their files."""
    files = [path for path in (ROOT / "Tests").rglob("*") if path.suffix in (".py", ".swift")]
    return "\n".join(path.read_text() for path in files), {path.name for path in files}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_proof_that_is_named_exists(page, sources):
    text, files = sources
    names = set(re.findall(r"`(test_\w+…?|test_\w+\.py|\w+Tests(?:\.\w+)?)`", page.read_text()))
    for name in names:
        if name.endswith(".py"):
            assert name in files, name
        elif name.startswith("test_"):
            stem = re.escape(name.rstrip("…"))
            assert re.search(rf"def {stem}{'' if name.endswith('…') else chr(92) + 'b'}", text), name
        else:
            suite, _, case = name.partition(".")
            assert re.search(rf"\b(struct|class|enum) {suite}\b", text), name
            assert not case or re.search(rf"func {case}\b", text), name


def test_reliability_names_proofs():
    """So the test above has something to find."""
    assert len(re.findall(r"`test_\w+", (ROOT / "docs/reliability.md").read_text())) > 30
