"""`python -m remotes_conformance.cli` is the command `remotes-conformance`."""

import sys

from . import main

sys.exit(main())
