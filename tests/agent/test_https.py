"""Reports over TLS: the server's certificate is checked against the given authority."""

from __future__ import annotations

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that signs itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tongyun test")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def secure_peer(peer, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    peer.server.socket = context.wrap_socket(peer.server.socket, server_side=True)
    (certificate.parent / "token").write_text("agent-token-0123456789")
    return peer


def secure_server(program, peer, tmp_path, ca_file):
    return program.Server(f"https://127.0.0.1:{peer.port}", str(tmp_path / "token"), ca_file)


def test_report_goes_over_tls_to_a_known_authority(program, secure_peer, certificate, tmp_path):
    server = secure_server(program, secure_peer, tmp_path, str(certificate))
    assert server.send("POST", "/api/v1/agent/report", b'{"seq": 1}') == (200, b"{}")
    assert secure_peer.reports == [{"seq": 1}]


def test_unknown_authority_gets_nothing(program, secure_peer, tmp_path):
    server = secure_server(program, secure_peer, tmp_path, None)
    with pytest.raises(program.NoAnswer, match="certificate"):
        server.send("POST", "/api/v1/agent/report", b'{"seq": 1}')
    assert secure_peer.reports == []
