"""References to images, as they stand in commands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remotes_conformance.content import digest_of
from remotes_conformance.errors import InvalidArgument
from remotes_reference.registry import Reference

DIGEST = digest_of(b"x")

registries = st.sampled_from(
    ["localhost", "localhost:5000", "a.b", "r-1.example.org:65535", "127.0.0.1:1", "[::1]:5", "r:1"]
)
names = st.from_regex(r"[a-z0-9]{1,9}([._-][a-z0-9]{1,5})?(/[a-z0-9]{1,9}){0,3}", fullmatch=True)
tags = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,20}", fullmatch=True)


@given(registry=registries, name=names, tag=tags, with_digest=st.booleans(), with_tag=st.booleans())
def test_a_written_reference_is_read(
    registry: str, name: str, tag: str, with_digest: bool, with_tag: bool
) -> None:
    digest = DIGEST if with_digest or not with_tag else ""
    reference = Reference(registry, name, tag if with_tag else "", digest)
    assert Reference.parse(str(reference)) == reference
    assert reference.target == (digest or tag)


@given(st.text(max_size=60))
def test_any_text_is_a_reference_or_refused(text: str) -> None:
    try:
        found = Reference.parse(text)
    except InvalidArgument:
        return
    assert str(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "alpine:3", "library/alpine:3", "a.b/c", "a.b/c:", "a.b/c@", "a.b/C:x", "a.b/../c:x",
        "a.b//c:x", "a.b/c:x y", "a.b/c:-x", "a.b/c:x/y", "https://a.b/c:x", "user@a.b/c:x",
        f"a.b/c@{DIGEST[:-1]}", f"a.b/c@{DIGEST.upper()}", "a.b/c@md5:00", "a.b/c:x\n",
        "a.b/c:" + "t" * 129, "a.b/" + "n" * 256 + ":x", "a.b:p/c:x", "a.b/c?x=y:z", "a.b/c%2f:z",
    ],
)  # fmt: skip
def test_these_are_no_references(text: str) -> None:
    with pytest.raises(InvalidArgument):
        Reference.parse(text)


def test_docker_hub_has_its_api_elsewhere() -> None:
    assert Reference.parse("docker.io/library/alpine:3").api_host == "registry-1.docker.io"
    assert Reference.parse("localhost:5000/x:1").api_host == "localhost:5000"
