"""The kinds of server that tests and demo run."""

import os
from pathlib import Path

from .server import Server, program


class Nginx(Server):
    """One page; or with `behind`, the front of what listens on that port of loopback."""

    name, title = "nginx", "nginx"

    def __init__(self, home: Path | None = None, behind: int | None = None) -> None:
        super().__init__(home)
        self.behind = behind

    def prepare(self) -> None:
        """Write page and configuration; as root its worker stays root, because the folder is private."""
        user = "user root;\n" if os.geteuid() == 0 else ""
        temporary = "".join(
            f"  {kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        content = f"root {self.folder};" if self.behind is None else f"proxy_pass http://127.0.0.1:{self.behind};"
        (self.folder / "index.html").write_text("<!doctype html><title>ok</title>ok")
        (self.folder / "nginx.conf").write_text(
            f"{user}daemon off;\npid {self.folder}/nginx.pid;\nerror_log {self.folder}/error.log;\n"
            "worker_processes 1;\n"
            "events { worker_connections 64; }\n"
            f"http {{\n  access_log off;\n{temporary}"
            f"  server {{ listen 127.0.0.1:{self.port};\n    location / {{ {content} }}\n  }}\n}}\n"
        )

    def command(self) -> list[str]:
        """With all its files in the folder."""
        folder = str(self.folder)
        return [
            program("/usr/sbin/nginx", "nginx-light"),
            *("-p", folder, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"),
        ]


class Redis(Server):
    """A Redis without persistence."""

    name, title = "redis", "Redis"

    def command(self) -> list[str]:
        """With its settings on the command line."""
        return [
            program("/usr/bin/redis-server", "redis-server"),
            *("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)),
        ]


class Postgres(Server):
    """A PostgreSQL cluster, trust on loopback. It may lose data when the machine falls, not when it is killed."""

    name, title, user = "postgres", "PostgreSQL", "postgres"

    def prepare(self) -> None:
        """Make the cluster."""
        owner = ("-U", "tongyun", "-A", "trust")
        self.run(_postgres("initdb"), "-D", f"{self.folder}/data", *owner, "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def command(self) -> list[str]:
        """With its settings on the command line."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "shared_buffers": "64MB",
            "max_connections": "60",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [_postgres("postgres"), "-D", f"{self.folder}/data", *options]

    @property
    def url(self) -> str:
        """DATABASE_URL of the maintenance database; the suite makes its own beside it."""
        return f"postgresql://tongyun@127.0.0.1:{self.port}/postgres"


class MariaDb(Server):
    """A MariaDB whose root needs no password on loopback."""

    name, title, user = "mariadb", "MariaDB", "mysql"

    def prepare(self) -> None:
        """Make its system tables."""
        self.run(
            program("/usr/bin/mariadb-install-db", "mariadb-server"),
            "--no-defaults",
            f"--datadir={self.folder}/data",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        )

    def command(self) -> list[str]:
        """With its settings on the command line."""
        return [
            program("/usr/sbin/mariadbd", "mariadb-server"),
            "--no-defaults",
            f"--datadir={self.folder}/data",
            f"--socket={self.folder}/socket",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--innodb-buffer-pool-size=32M",
            "--skip-log-bin",
        ]


def _postgres(tool: str) -> str:
    return program(f"/usr/lib/postgresql/*/bin/{tool}", "postgresql")
