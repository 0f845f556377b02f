"""Run every program of a folder, each in a process of its own: `python -m tools.each bench --quick`.

Stops at the first that fails. Told to stop, it passes that on and waits until the program has cleaned up after itself.
"""

import sys
from pathlib import Path

from servers.processes import exit_on_sigterm, run_to_end

ROOT = Path(__file__).resolve().parents[1]


def main(folder: str, arguments: list[str]) -> int:
    """Run them; the exit code of the first that failed, else 0."""
    exit_on_sigterm()
    for file in sorted((ROOT / folder).glob("[a-z]*.py")):
        print(f"== {folder}/{file.name}", flush=True)
        code = run_to_end([sys.executable, "-m", f"{folder}.{file.stem}", *arguments], cwd=ROOT)
        if code != 0:
            return code
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
