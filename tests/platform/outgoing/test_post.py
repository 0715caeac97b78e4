"""A receiver that hangs, lies, floods or points elsewhere costs a limited time and nothing else."""

import gzip
import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from coalition.platform.outgoing import Network, Unreachable, post
from tests.platform.outgoing.receivers import HERE, OK, Answering, drips, floods, hangs, promises, receiving, says


def send(port: int, network: Network = HERE) -> int:
    return post(f"http://127.0.0.1:{port}/hook", b'{"a": 1}', {"content-type": "application/json"}, network).status


def test_post_sends_body_and_headers_and_reads_the_answer() -> None:
    seen: list[bytes] = []

    def keep(connection, request: bytes) -> None:  # type: ignore[no-untyped-def]
        seen.append(request)
        connection.sendall(OK)

    with receiving(keep) as port:
        answer = post(f"http://127.0.0.1:{port}/hook?x=1", b'{"a": 1}', {"webhook-id": "m1"}, HERE)
    assert (answer.status, answer.body, answer.taken) == (200, b"ok", True)
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook?x=1 HTTP/1.1\r\n")
    assert f"host: 127.0.0.1:{port}".encode() in head.lower()
    assert b"webhook-id: m1" in head.lower()
    assert body == b'{"a": 1}'


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (hangs, "timeout"),
        (drips, "timeout"),
        (floods, "size"),
        (says(b""), "protocol"),
        (says(b"nonsense\r\n\r\n"), "protocol"),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), "protocol"),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), "protocol"),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 70_000), "size"),
        (says(b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n"), "protocol"),
        (says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"), "protocol"),
        (promises, "timeout"),
    ],
    ids=[
        "hangs",
        "drips",
        "floods",
        "silent",
        "nonsense",
        "short",
        "negative",
        "huge",
        "long header",
        "bad chunk",
        "promises",
    ],
)
def test_post_gives_up(answer: Answering, code: str) -> None:
    begun = time.monotonic()
    with receiving(answer) as port, pytest.raises(Unreachable) as refused:
        send(port)
    assert refused.value.code == code
    assert time.monotonic() - begun < 4


def test_post_unpacks_nothing() -> None:
    bomb = gzip.compress(b"x" * 50_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    assert len(bomb) < HERE.limits.most_bytes
    with receiving(says(head + bomb)) as port:
        answer = post(f"http://127.0.0.1:{port}/", b"{}", {}, HERE)
    assert answer.body == bomb


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_post_follows_no_redirect(status: int) -> None:
    reached: list[bytes] = []

    def inside(connection, request: bytes) -> None:  # type: ignore[no-untyped-def]
        reached.append(request)
        connection.sendall(OK)

    with receiving(inside) as secret:
        location = f"http://127.0.0.1:{secret}/".encode()
        redirect = b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, location)
        with receiving(says(redirect)) as port:
            assert send(port) == status
    assert reached == []


def test_post_counts_a_slow_resolver_into_its_time() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(3)
        return ["127.0.0.1"]

    with pytest.raises(Unreachable, match="timeout"):
        send(9, replace(HERE, resolve=slow))


def test_post_says_that_nobody_listens() -> None:
    with receiving(says(OK)) as port:
        pass
    with pytest.raises(Unreachable, match="connection"):
        send(port)


def test_post_checks_the_certificate_of_the_name_and_sends_that_name(tmp_path: Path) -> None:
    certificate, asked = _certificate(tmp_path, "hooks.example.org"), []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    server.sni_callback = lambda connection, name, context: asked.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate))
    network = replace(HERE, resolve=lambda host, port: ["127.0.0.1"])

    with receiving(says(OK), server) as port:
        answer = post(f"https://hooks.example.org:{port}/", b"{}", {}, network, tls=trusting)
        assert answer.status == 200
        for name, context in (("other.example.org", trusting), ("hooks.example.org", None)):
            with pytest.raises(Unreachable, match="tls"):
                post(f"https://{name}:{port}/", b"{}", {}, network, tls=context)
    assert asked[0] == "hooks.example.org"


def _certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
