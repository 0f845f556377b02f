"""Run a command with DATABASE_URL pointing at a private PostgreSQL that lives as long as the command."""

import os
import sys

from servers.kinds import Postgres
from servers.processes import exit_on_sigterm, run_to_end


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server."""
    exit_on_sigterm()
    with Postgres() as server:
        return run_to_end(command, env={**os.environ, "DATABASE_URL": server.url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
