import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from incidents.feeds.fetch import Fetched, FetchFailed, fetch
from tests.feeds.fetch.servers import answer, network, serving

NAME = "harbour.example"


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for `harbour.example` that only those trust who are told to, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


@pytest.fixture
def served(files) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*files)
    return context


def asked(served: ssl.SSLContext, host: str, trusted: ssl.SSLContext | None) -> object:
    with serving(lambda connection, asked: connection.sendall(answer("200 OK", b"here")), served) as port:
        return fetch(f"https://{host}:{port}/", network=network(trusted))


def test_the_certificate_is_that_of_the_name_though_the_connection_goes_to_its_address(files, served):
    names: list[str | None] = []
    served.sni_callback = lambda connection, name, context: names.append(name)
    outcome = asked(served, NAME, ssl.create_default_context(cafile=str(files[0])))
    assert isinstance(outcome, Fetched)
    assert (outcome.body, names) == (b"here", [NAME])


def test_a_certificate_that_nobody_knows_is_refused(served):
    outcome = asked(served, NAME, None)
    assert isinstance(outcome, FetchFailed)
    assert (outcome.kind, outcome.may_pass) == ("tls", False)
    assert "self-signed certificate" in outcome.message


def test_a_certificate_for_another_name_is_refused(files, served):
    outcome = asked(served, "other.example", ssl.create_default_context(cafile=str(files[0])))
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind == "tls"
    assert "other.example" in outcome.message
