"""Run a command with DATABASE_URL pointing at a private PostgreSQL that lives as long as the command."""

import os
import subprocess
import sys

from servers.kinds import Postgres


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server."""
    with Postgres() as server:
        environment = {**os.environ, "DATABASE_URL": server.url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
