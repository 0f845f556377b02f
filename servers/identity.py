"""Systems that vouch for people: a directory, an OpenID Provider, a SAML identity provider, and a CAS double."""

import datetime
import ipaddress
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from .server import MissingServerError, Server, free_port, program

SCHEMAS = Path("/etc/ldap/schema")
NODE = Path(__file__).resolve().parent / "node"


class Slapd(Server):
    """OpenLDAP's slapd over one LDIF text, on a plain port (with StartTLS) and a TLS port; a certificate of its own."""

    name, title = "slapd", "OpenLDAP"

    def __init__(self, suffix: str, ldif: str, password: str, home: Path | None = None) -> None:
        super().__init__(home)
        self.suffix, self.ldif, self.password = suffix, ldif, password
        self.tls_port = free_port()

    @property
    def root(self) -> str:
        """Who may change anything."""
        return f"cn=admin,{self.suffix}"

    @property
    def ca(self) -> str:
        """The certificate to trust, as PEM."""
        return (self.folder / "cert.pem").read_text()

    def prepare(self) -> None:
        """Write certificate and configuration, and load the entries."""
        certificate(self.folder, "localhost")
        (self.folder / "data").mkdir(exist_ok=True)
        includes = "".join(f"include {SCHEMAS}/{each}.schema\n" for each in ("core", "cosine", "inetorgperson"))
        (self.folder / "slapd.conf").write_text(
            f"{includes}modulepath /usr/lib/ldap\nmoduleload back_mdb\nmoduleload memberof\n"
            f"TLSCertificateFile {self.folder}/cert.pem\nTLSCertificateKeyFile {self.folder}/key.pem\n"
            f'database mdb\nsuffix "{self.suffix}"\ndirectory {self.folder}/data\nmaxsize 67108864\n'
            f'rootdn "{self.root}"\nrootpw {self.password}\noverlay memberof\n'
            # A stranger may try a password and see nothing; who has bound may read.
            "access to attrs=userPassword by self write by anonymous auth by * none\n"
            "access to * by users read by * none\n"
        )
        entries = self.folder / "entries.ldif"
        entries.write_text(self.ldif)
        self.run(program("/usr/sbin/slapadd", "slapd"), "-f", f"{self.folder}/slapd.conf", "-l", str(entries))

    def command(self) -> list[str]:
        """In the foreground, as its debug level keeps it."""
        listen = f"ldap://127.0.0.1:{self.port}/ ldaps://127.0.0.1:{self.tls_port}/"
        return [program("/usr/sbin/slapd", "slapd"), "-d", "0", "-f", f"{self.folder}/slapd.conf", "-h", listen]


class OidcProvider(Server):
    """The certified OpenID Provider of npm `oidc-provider`: any password; the name to type is the key in `people`,
    which is the subject too.
    """

    name, title = "oidc", "oidc-provider"

    def __init__(self, client: dict[str, Any], people: dict[str, Any], home: Path | None = None) -> None:
        super().__init__(home)
        self.client, self.people = client, people

    @property
    def issuer(self) -> str:
        """Its address, which is its name."""
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        """With everything it must know on the command line."""
        node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
        if node is None or not (NODE / "node_modules").is_dir():
            raise MissingServerError("缺少 Node 或 servers/node 的依赖：请执行 python3 tools/bootstrap.py servers")
        told = {"port": self.port, "client": self.client, "people": self.people}
        return [node, str(NODE / "oidc.mjs"), json.dumps(told)]


class SamlProvider(Server):
    """An identity provider made of pysaml2; see saml_idp.py. Its certificate signs itself."""

    name, title = "saml", "pysaml2"

    def __init__(self, sp_metadata: str, people: dict[str, Any], home: Path | None = None) -> None:
        super().__init__(home)
        self.sp_metadata, self.people = sp_metadata, people

    @property
    def entity_id(self) -> str:
        """Its name, at which its metadata are."""
        return f"http://127.0.0.1:{self.port}/metadata"

    def prepare(self) -> None:
        """Write key, certificate, our metadata and the people."""
        certificate(self.folder, "saml.example")
        (self.folder / "sp.xml").write_text(self.sp_metadata)
        (self.folder / "people.json").write_text(json.dumps(self.people))

    def command(self) -> list[str]:
        """With the libraries of the interpreter that runs us."""
        script = Path(__file__).resolve().parent / "saml_idp.py"
        signs = program("/usr/bin/xmlsec1", "xmlsec1")
        return [sys.executable, str(script), str(self.folder), str(self.port), signs]


class CasDouble(Server):
    """A double of a CAS server (Apereo's needs a Java application server): see cas_double.py for what it does."""

    name, title = "cas", "CAS（替身）"

    def __init__(self, people: dict[str, Any], home: Path | None = None) -> None:
        super().__init__(home)
        self.people = people

    @property
    def url(self) -> str:
        """What an administrator enters."""
        return f"http://127.0.0.1:{self.port}/cas"

    def command(self) -> list[str]:
        """With the people on the command line."""
        script = Path(__file__).resolve().parent / "cas_double.py"
        return [sys.executable, str(script), str(self.port), json.dumps(self.people)]


def certificate(folder: Path, host: str) -> None:
    """A key and a certificate that signs itself, for a day: key.pem and cert.pem."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
