"""`python -m tongyun`: the command line."""

import sys

from tongyun.project.cli.main import main

sys.exit(main(sys.argv[1:]))
