"""Right in the first call of a process; every other call fails."""

from __future__ import annotations

from itertools import count

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Fetcher, Handler, Ingester
from remotes_reference import remotes as right

_CALLS = count()


class Remotes:
    make_ref_key = staticmethod(right.make_ref_key)

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher) -> Handler:
        handle = right.fetch_handler(ingester, fetcher)

        def counted(context: Context, descriptor: Descriptor) -> object:
            if next(_CALLS):
                raise RuntimeError("not the first call")
            return handle(context, descriptor)

        return counted


remotes = Remotes()
