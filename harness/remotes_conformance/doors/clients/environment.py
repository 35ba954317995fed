"""The environment of a client: folders of its own, no proxy, no credentials of the user's."""

from __future__ import annotations

import os
from pathlib import Path

_FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_RUNTIME_DIR": "runtime",
    "TMPDIR": "tmp",
}
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY")
_LOOPBACK = "127.0.0.1,127.0.0.2,127.0.0.3,localhost"


_TRUSTED = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""Files with the certificates to trust: of OpenSSL and Go, of `requests`, of curl, of Node."""


def environment(room: Path, auth: Path, authority: Path | None = None) -> dict[str, str]:
    """Our environment with folders in *room*, and the credentials of the file *auth*; *authority*:
    the certificate to trust."""
    found = {name: value for name, value in os.environ.items() if name.upper() not in _PROXIES}
    for name, place in _FOLDERS.items():
        folder = room / place
        folder.mkdir(parents=True, exist_ok=True)
        found[name] = str(folder)
    (room / "runtime").chmod(0o700)
    found.update({name: str(authority) for name in _TRUSTED if authority is not None})
    found["DOCKER_CONFIG"] = str(auth.parent)
    found["REGISTRY_AUTH_FILE"] = str(auth)
    found["NO_PROXY"] = found["no_proxy"] = _LOOPBACK
    # As root, skopeo keeps a cache for the whole machine, unless it believes to be another user.
    found["_CONTAINERS_ROOTLESS_UID"] = "1000"
    return found
