"""The digests of the big blobs in stories: to hash them takes a third of the start of a run.

`tests/self/test_sizing.py` computes them again.
"""

from __future__ import annotations

from ..surroundings import Blob

_SIXTEEN = b"0123456789abcdef"
_MANY = bytes(range(251))

BIG_DIGESTS = {
    Blob(
        _SIXTEEN, 1_048_600
    ): "sha256:8902cf3bd5706f6b92f0055f20221559f5238c7e5aaed9a8cd1e5700df23f285",
    Blob(
        _SIXTEEN, 3_145_745
    ): "sha256:15ba21c98a7a50bc777d34fb37269e7c2d18aa66191a0e79f44450793fdc9c79",
    Blob(
        _SIXTEEN, 18_874_368
    ): "sha256:ac909cb714d8325d0d8b07b7544b41f403627b8a347f07a975449739eaa14636",
    Blob(
        _SIXTEEN, 20_971_520
    ): "sha256:a40abd3ffd6ab0157952bf7ffbdf9b43e1e9806d016d60b7bfcac0421628cdd6",
    Blob(_MANY, 200_003): "sha256:49cbf04ab31e40bccff20650404805fc4a1f508e56d891f406ec592a2176d2e4",
    Blob(
        _MANY, 3_145_728
    ): "sha256:a1feacf0d812ba4d0b0e463ed45bbd583cea1de55c54693116754b30b5794745",
    Blob(
        _MANY, 3_145_745
    ): "sha256:fe2aaf82bfa2ffec207a0c6fa7ce7d4af268d67e2672fdaec675f3f9b65d0854",
}
