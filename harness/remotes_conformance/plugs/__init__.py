"""Users' collaborators, in the place of the models, and ready ones: a folder, HTTP.

They work and record; they never judge. `Plugs` and `Scene` describe how they are plugged in.
"""

from .scene import UNPLUGGED, Plugs, Scene

__all__ = ["UNPLUGGED", "Plugs", "Scene"]
