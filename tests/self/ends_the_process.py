"""An implementation that is right except that it ends the process."""

from __future__ import annotations

import os

from remotes_reference import remotes as right


class Remotes:
    make_ref_key = staticmethod(right.make_ref_key)
    push_handler = staticmethod(right.push_handler)

    def fetch_handler(self, ingester: object, fetcher: object) -> object:
        os._exit(3)


remotes = Remotes()
