"""`python -m tongyun.telemetry.store`: the store alone, for tests and for a look; `tongyun store` does the same."""

import argparse
import sys
from pathlib import Path

from tongyun.telemetry.store.config import password_for
from tongyun.telemetry.store.server import serve


def main() -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(
        prog="tongyun store", description="Serve the telemetry store on the ClickHouse HTTP interface"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the store")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--parent-pid", type=int, default=None, help="stop when this process dies")
    options = parser.parse_args()
    return serve(options.data, options.host, options.port, password_for(options.data), options.parent_pid)


if __name__ == "__main__":
    sys.exit(main())
