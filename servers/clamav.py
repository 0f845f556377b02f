"""ClamAV's real daemon with one private signature, so that no test needs a virus or the makers' database."""

import shutil

from .server import Server, program

#: Whatever holds these bytes is "infected".
MARK = b"tongyun-private-test-signature"
NAME = "Tongyun.Test.UNOFFICIAL"
#: What it takes at most (bytes); more is answered with an error.
MOST = 2 << 20

CONFIGURATION = """
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}/signatures
Foreground yes
StreamMaxLength {most}
"""


class Clamd(Server):
    """Finds what holds MARK; knows nothing else."""

    name, title, user = "clamd", "ClamAV", "clamav"

    def prepare(self) -> None:
        """Its signature and its configuration."""
        signatures = self.folder / "signatures"
        signatures.mkdir(exist_ok=True)
        (signatures / "private.ndb").write_text(f"Tongyun.Test:0:*:{MARK.hex()}\n")
        configuration = CONFIGURATION.format(port=self.port, folder=self.folder, most=MOST)
        (self.folder / "clamd.conf").write_text(configuration)
        runner = self._runner()
        if runner:
            for path in (signatures, signatures / "private.ndb", self.folder / "clamd.conf"):
                shutil.chown(path, runner.pw_uid, runner.pw_gid)

    def command(self) -> list[str]:
        """In the foreground, with its own configuration."""
        return [program("/usr/sbin/clamd", "clamav-daemon"), "-c", str(self.folder / "clamd.conf")]

    @property
    def address(self) -> str:
        """What TONGYUN_CLAMD is set to."""
        return f"127.0.0.1:{self.port}"
