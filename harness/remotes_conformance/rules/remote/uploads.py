"""One upload after the other, followed from its POST: where its requests go, and with which bytes.

The state of an upload is where its next request has to go, and how many bytes the registry has. A
successful answer with a Location moves it on; anything else leaves it as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from ...world.registry.journal import Exchange
from .case import Case

_PUSHES = 3
"""The number of attempts at a whole push that a client may make."""


@dataclass(slots=True)
class Upload:
    """The place where it goes on: `host`, `target`. `size`: bytes that the registry has.

    `is_asked`: the client has asked for its position, since the last chunk that was taken;
    `interrupted`: a request with a body met an act about REMOTE-10; `refused`: a chunk met one
    about REMOTE-28, and the client has not asked since; `chunks`: PATCHes that were taken.
    `smallest`: bytes that a chunk has to have; `last`: those of the last chunk, -1: there is none.
    """

    host: str
    target: str
    size: int = 0
    chunks: int = 0
    interrupted: Exchange | None = None
    refused: bool = False
    is_asked: bool = False
    smallest: int = 0
    last: int = -1


def of_uploads(case: Case) -> None:
    """REMOTE-7, REMOTE-10 and REMOTE-28, for each upload."""
    uploads: dict[str, Upload] = {}
    for one in case.exchanges:
        if one.what == "uploads" and one.status == 202:
            _move(uploads, one)
        elif one.what == "upload" and one.method in ("GET", "PATCH", "PUT"):
            upload = uploads.get(unquote(one.path))
            if upload is None:
                _of_no_place(case, one)
                continue
            _follow(case, upload, one)
            if one.is_success and one.method != "PUT":
                _move(uploads, one)
    _of_more_posts(case)
    left = [upload for upload in uploads.values() if upload.interrupted is not None]
    if left and case.journal.ended.how == "failed":
        case.judgement.keep("REMOTE-10")


def _without_location(case: Case) -> list[Exchange]:
    """The POSTs that were answered by 202 without a Location."""
    begun = (one for one in case.exchanges if one.what == "uploads" and one.status == 202)
    return [one for one in begun if not one.reply_header("Location")]


def _of_no_place(case: Case, one: Exchange) -> None:
    """A request of an upload goes where no Location has led to."""
    observed = f"{one.method} {one.target}"
    if any(other.number < one.number for other in _without_location(case)):
        expected = "the client fails, without another request of that upload"
        case.blame("REMOTE-8b", expected, observed, "an upload goes on without a Location")
        return
    expected = "the client sends an upload to a Location that the registry gave"
    case.blame("REMOTE-7", expected, observed, "another place than any Location")


def _of_more_posts(case: Case) -> None:
    """REMOTE-8b where there is one blob, so that every POST is for that."""
    posts = _without_location(case)
    if posts and case.scenario.variant == "bare":
        observed = f"it sent {len(posts)} POSTs, each of which got 202 without a Location"
        expected = f"the client fails at once, or after at most {_PUSHES} attempts at the push"
        step = "it begins the upload again and again"
        case.check("REMOTE-8b", len(posts) <= _PUSHES, expected, observed, step)


def _move(uploads: dict[str, Upload], one: Exchange) -> None:
    path = path_of_location(one)
    if not path:
        return
    host, target = resolved(one.reply_header("Location"), one)
    upload = uploads.setdefault(path, Upload(host, target))
    upload.host, upload.target = host, target
    smallest = one.reply_header("OCI-Chunk-Min-Length")
    upload.smallest = int(smallest) if smallest.isdecimal() else upload.smallest


def path_of_location(one: Exchange) -> str:
    """The path of the Location that *one* was answered, decoded; empty: there is none."""
    location = one.reply_header("Location")
    return unquote(resolved(location, one)[1].partition("?")[0]) if location else ""


def resolved(location: str, one: Exchange) -> tuple[str, str]:
    """The host and the target of a Location in the answer to *one*."""
    if location.startswith("/"):
        return one.host, location
    if not location.startswith(("http://", "https://")):
        return one.host, urljoin(one.path, location)
    there, _, rest = location.partition("://")[2].partition("/")
    return there, f"/{rest}"


def _follow(case: Case, upload: Upload, one: Exchange) -> None:
    if one.method == "GET":
        upload.refused, upload.is_asked = False, True
        return
    _of_place(case, upload, one)
    if one.method == "PATCH":
        _of_chunk(case, upload, one)
    if upload.refused:
        observed = f"{one.method} with {one.body_size} bytes"
        expected = "after 416, the client sends a GET of the upload, or fails"
        case.blame("REMOTE-28", expected, observed, f"{one.method} after 416")
        upload.refused = False
    if one.method == "PUT" and upload.interrupted is not None:
        _of_end(case, upload, one)
    act = case.act_of(one)
    if act is not None and act.asks == "REMOTE-10" and _has_body(one) and _is_broken_off(one):
        upload.interrupted = one
    if act is not None and act.asks == "REMOTE-28":
        upload.refused = True
        case.judgement.keep("REMOTE-28")
    if one.method == "PATCH" and one.is_success and one.has_effect:
        upload.size += one.body_size
        upload.chunks += 1
        upload.is_asked = False


def _is_broken_off(one: Exchange) -> bool:
    """It ended in a challenge, a redirect or a lost connection; no other answer is one."""
    return one.status in (0, 401) or 300 <= one.status < 400


def _has_body(one: Exchange) -> bool:
    return bool(one.body_size) or one.header("Content-Length") not in ("", "0")


def _of_place(case: Case, upload: Upload, one: Exchange) -> None:
    path, _, query = upload.target.partition("?")
    asked, _, given = one.target.partition("?")
    kept = set(filter(None, query.split("&"))) <= set(given.split("&"))
    ok = kept and unquote(asked) == unquote(path) and one.host == upload.host
    where = "" if upload.host == one.host else f" at {one.host}"
    step = "the query is not kept" if not kept else "another place"
    added = f"{'&' if query else '?'}digest=…" if one.method == "PUT" else ""
    expected = f"{one.method} {upload.target}{added}"
    case.check("REMOTE-7", ok, expected, f"{one.method} {one.target}{where}", step)


def _of_chunk(case: Case, upload: Upload, one: Exchange) -> None:
    given = one.header("Content-Range").strip()
    act = case.act_of(one)
    if (not given and not upload.chunks) or (act is not None and act.act.wire == "half read"):
        return  # one PATCH with everything, or one that the registry has not read
    if not one.body_size:
        return  # nothing is lost or sent twice, and no range means nothing
    if upload.smallest:
        # Only now it is known if the chunk before was the last.
        ok = upload.last < 0 or upload.last >= upload.smallest
        observed, expected = (
            f"a chunk of {upload.last} bytes",
            f"a chunk that is not the last has at least {upload.smallest} bytes",
        )
        case.check("REMOTE-28a", ok, expected, observed, "a chunk is too small")
        # One that was not taken may be sent again.
        upload.last = one.body_size if one.is_success else upload.last
    # `0-0`, which the registry answers of an upload without bytes, may also mean one byte.
    starts = (0, 1) if upload.is_asked and not upload.size else (upload.size,)
    ranges = [f"{start}-{start + one.body_size - 1}" for start in starts]
    expected = f"Content-Range: {' or '.join(ranges)}"
    observed = f"Content-Range: {given}" if given else "no Content-Range"
    case.check("REMOTE-28", given in ranges, expected, observed, "another Content-Range")


def _of_end(case: Case, upload: Upload, one: Exchange) -> None:
    """The first PUT after an interruption ends the upload with all bytes, or breaks the rule."""
    part = case.image.part(one.digest)
    if part is None or case.act_of(one) is not None or not one.status:
        return  # without an answer, the client broke off: nothing is taken as sent
    upload.interrupted = None
    size = upload.size + one.body_size
    expected = f"the client sends all {len(part.content)} bytes again, or fails"
    observed = f"it completed an upload that has {size} bytes"
    ok = size == len(part.content)
    case.check("REMOTE-10", ok, expected, observed, "what was interrupted is taken as sent")
