"""Working collaborators on real ground: an ingester over a folder, a registry over HTTP.

They work and record; they never judge. `remotes_conformance.plugs` says how they are put to use.
"""
