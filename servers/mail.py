"""A real mail server: Exim, with STARTTLS, TLS from the start and sign-in, keeping what it takes in its queue."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from .server import Server, free_port, program

USERNAME, PASSWORD = "ops", "5ecret-mail"

CONFIGURATION = """
primary_hostname = localhost
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port} : {tls_port}
tls_on_connect_ports = {tls_port}
tls_advertise_hosts = *
tls_certificate = {folder}/certificate.pem
tls_privatekey = {folder}/key.pem
queue_only
smtp_accept_max_per_connection = 20000
acl_smtp_rcpt = recipient
begin acl
recipient:
  deny message = no such person
       local_parts = nobody
  defer message = try later
        local_parts = busy
  require authenticated = *
  accept
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${{if and {{{{eq{{$auth2}}{{{username}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_advertise_condition = ${{if def:tls_cipher}}
"""


@dataclass(frozen=True)
class Queued:
    """A mail the server has taken, with those it is for."""

    recipients: tuple[str, ...]
    mail: Message


class Exim(Server):
    """Takes mail for everybody but `nobody` (refused) and `busy` (put off), from who signs in over TLS."""

    name, title = "exim", "Exim"

    def __init__(self, home: Path | None = None) -> None:
        super().__init__(home)
        self.tls_port = free_port()

    def prepare(self) -> None:
        """A certificate of its own, and a spool its user may write."""
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-keyout", "key.pem", "-out", "certificate.pem", "-subj", "/CN=localhost"),
                *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            ],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )
        (self.folder / "spool").mkdir(exist_ok=True)
        if os.geteuid() == 0:
            for path in (self.folder, self.folder / "spool", self.folder / "key.pem"):
                shutil.chown(path, "Debian-exim", "Debian-exim")
        configuration = CONFIGURATION.format(
            folder=self.folder, port=self.port, tls_port=self.tls_port, username=USERNAME, password=PASSWORD
        )
        (self.folder / "exim.conf").write_text(configuration)

    def command(self) -> list[str]:
        """In the foreground, with its own configuration."""
        return [program("/usr/sbin/exim4", "exim4-daemon-light"), "-C", str(self.folder / "exim.conf"), "-bdf"]

    @property
    def authority(self) -> str:
        """The certificate to believe."""
        return (self.folder / "certificate.pem").read_text()

    def queue(self) -> list[Queued]:
        """What it has taken, oldest first."""
        heads = sorted((self.folder / "spool" / "input").rglob("*-H"), key=lambda path: path.stat().st_mtime_ns)
        return [_queued(head) for head in heads]


def _queued(head: Path) -> Queued:
    """Read Exim's spool files: an envelope, headers with their lengths in front, and the text beside."""
    envelope, _, headers = head.read_text().partition("\n\n")
    lines = envelope.splitlines()
    recipients = tuple(line for line in lines if "@" in line and not line.startswith(("<", "-")) and " " not in line)
    plain = re.sub(r"(?m)^[0-9]+.? ", "", headers)
    body = head.with_name(head.name[:-1] + "D").read_bytes().split(b"\n", 1)[1]
    return Queued(recipients, message_from_bytes(plain.encode() + b"\n" + body))
