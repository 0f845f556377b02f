"""Whether the UI's generated API client fits schemas/openapi.json: generate it beside the committed one and compare."""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bootstrap import ROOT, WEB, node_bin

COMMITTED = WEB / "src" / "shared" / "api" / "schema.gen.ts"


def main() -> int:
    """Exit code 1 when the committed client is not what the schema gives."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "schema.gen.ts"
        generator = WEB / "node_modules" / ".bin" / "openapi-typescript"
        command = [str(node_bin() / "node"), str(generator), str(ROOT / "schemas" / "openapi.json"), "-o", str(fresh)]
        subprocess.run(command, cwd=WEB, check=True, stdout=subprocess.DEVNULL)
        if fresh.read_text() == COMMITTED.read_text():
            return 0
    print(f"{COMMITTED.relative_to(ROOT)} 不是最新：请执行 make schemas")
    return 1


if __name__ == "__main__":
    sys.exit(main())
