"""Confirms each entry of the ledger without the harness."""

from __future__ import annotations

from pathlib import Path

from commands import Commands
from confirming import main

if __name__ == "__main__":
    main(
        Path(__file__).parent,
        Commands(
            pull="skopeo --insecure-policy copy --src-tls-verify=false --src-creds "
            "{user}:{password} docker://{registry}/{name}@{digest} dir:{out}",
            fetch="skopeo inspect --raw --tls-verify=false --creds {user}:{password} "
            "docker://{registry}/{name}@{digest}",
            push="skopeo --insecure-policy copy --dest-tls-verify=false --dest-creds "
            "{user}:{password} oci:{in}:{tag} docker://{registry}/{name}:{tag}",
        ),
    )
