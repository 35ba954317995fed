"""Clients of a registry, to be judged: right ones, and one wrong one or more for each rule."""

from . import side_by_side as side_by_side
from . import wrong_access as wrong_access
from . import wrong_kinds as wrong_kinds
from . import wrong_parts as wrong_parts
from . import wrong_reading as wrong_reading
from . import wrong_uploads as wrong_uploads
from . import wrong_writing as wrong_writing
