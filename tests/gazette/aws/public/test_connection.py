"""TLS: which certificates are trusted, and that no others are."""

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import botocore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gazette.aws.public import connection
from gazette.aws.public.reader import Reader
from gazette.errors import Failed, Unavailable
from tests.support.scripted_server import message, respond, serving, trickle

YEAR = timedelta(days=365)


def certificate(subject, issuer, key, signing_key, *, ca=False):
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (subject, issuer)]
    now = datetime.now(UTC)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key())
    builder = (
        x509.CertificateBuilder(*reversed(names), key.public_key(), x509.random_serial_number(), now - YEAR, now + YEAR)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
    )
    if ca:
        usage = dict.fromkeys(
            ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"], False
        )
        builder = builder.add_extension(
            x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False), True
        )
    else:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(subject)]), critical=False)
    return builder.sign(signing_key, hashes.SHA256())


class Authority:
    """A certificate authority of our own, and server contexts with its certificates."""

    def __init__(self, folder):
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self.root = folder / "root.pem"
        root = certificate("A test root", "A test root", self._key, self._key, ca=True)
        self.root.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    def context(self, host):
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = certificate(host, "A test root", key, self._key)
        plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        chain = self._folder / "leaf.pem"
        chain.write_bytes(key.private_bytes(*plain) + leaf.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        return context


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture(autouse=True)
def bundled_roots_first(monkeypatch):
    monkeypatch.setattr(connection, "_use_system_store", False)


@pytest.fixture
def read():
    """Reads one item from a server and returns it."""
    readers = []

    def read(server, **environ):
        readers.append(Reader({**server.environ, **environ}))
        return readers[-1].get("t", {})

    yield read
    for reader in readers:
        reader.close()


def test_a_certificate_that_amazon_s_roots_do_not_cover_is_checked_with_the_system_store(authority, monkeypatch, read):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    with serving(respond({"Item": {}}), tls=authority.context("localhost")) as server:
        assert read(server) == {}
        assert (len(server.requests), server.connections) == (1, 2)
        assert read(server) == {}
        assert (len(server.requests), server.connections) == (2, 3)


def test_a_certificate_of_an_unknown_authority_is_refused_before_any_request(authority, monkeypatch, read):
    monkeypatch.setenv("SSL_CERT_FILE", connection.ROOTS)
    with serving(respond({"Item": {}}), tls=authority.context("localhost")) as server:
        with pytest.raises(Failed, match="is not trusted"):
            read(server)
        assert server.requests == []
    assert connection._use_system_store is False


def test_the_certificate_of_another_host_is_refused(authority, monkeypatch, read):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    with serving(respond({"Item": {}}), tls=authority.context("news.example")) as server:
        with pytest.raises(Failed, match="Hostname mismatch"):
            read(server)
        assert server.requests == []


def test_an_answer_that_trickles_over_tls_ends_at_the_deadline(authority):
    """Each byte is a TLS record of its own."""
    slow = trickle(message(b" " * 1000))
    with serving(slow, tls=authority.context("localhost")) as server:
        reader = Reader({**server.environ, "AWS_CA_BUNDLE": str(authority.root)})
        started = time.monotonic()
        with pytest.raises(Unavailable):
            reader.get("t", {}, started + 0.5)
        assert 0.4 < time.monotonic() - started < 5
        assert len(server.requests) == 1


def test_all_addresses_of_a_host_share_the_deadline(monkeypatch):
    """A full backlog does not answer, as an address behind a broken route."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(address)
        found = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found * 10)
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            connection.connect(urlsplit(f"http://localhost:{address[1]}"), started + 0.5, {})
        assert 0.4 < time.monotonic() - started < 3
        for client in waiting:
            client.close()


def test_a_configured_bundle_replaces_all_other_roots(authority, tmp_path, monkeypatch, read):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    with serving(respond({"Item": {}}), tls=authority.context("localhost")) as server:
        assert read(server, AWS_CA_BUNDLE=str(authority.root)) == {}
        with pytest.raises(Failed):
            read(server, AWS_CA_BUNDLE=connection.ROOTS)
        assert len(server.requests) == 1


def roots_of(path):
    """The certificates of a bundle: parsed, by their DER bytes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(path)
    return dict(zip(context.get_ca_certs(binary_form=True), context.get_ca_certs(), strict=True))


def names_of(root):
    return dict(pair for part in root["subject"] for pair in part)


BOTOCORE_BUNDLE = str(Path(botocore.__file__).parent / "cacert.pem")


def test_the_six_roots_are_in_the_bundle_of_botocore():
    ours = roots_of(connection.ROOTS)
    assert len(ours) == 6
    assert ours.keys() <= roots_of(BOTOCORE_BUNDLE).keys()


def test_no_root_of_amazon_in_the_bundle_of_botocore_is_missing():
    amazon_s = {
        der for der, root in roots_of(BOTOCORE_BUNDLE).items() if names_of(root).get("organizationName") == "Amazon"
    }
    assert len(amazon_s) >= 4
    assert amazon_s <= roots_of(connection.ROOTS).keys()


def test_no_root_expires_within_three_years():
    soon = (datetime.now(UTC) + 3 * YEAR).timestamp()
    for root in roots_of(connection.ROOTS).values():
        assert ssl.cert_time_to_seconds(root["notAfter"]) > soon, names_of(root)
