"""https: who isn't who the URL says, or nobody vouches for, gets no beat."""

import os
import shutil
import ssl
import subprocess

import pytest
from support.policy import unavailable

from receiver import Receiver, valid

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to trust a certificate for a moment"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="not installed: openssl"),
]
STORE = "/etc/ssl/certs/ca-certificates.crt"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """An authority, and certificates by it or by nobody."""
    folder = tmp_path_factory.mktemp("tls")

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    def issue(name, host, *dates):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key",
                "-out", f"{name}.csr", "-subj", f"/CN={host}")
        (folder / "extensions").write_text(f"subjectAltName=DNS:{host}\n")
        (folder / "index.txt").write_text("")
        openssl("ca", "-batch", "-config", "ca.conf", "-in", f"{name}.csr", "-out", f"{name}.crt",
                "-extfile", "extensions", *dates)

    (folder / "ca.conf").write_text(
        "[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\n"
        "certificate=ca.crt\nprivate_key=ca.key\ndefault_md=sha256\ndefault_days=2\npolicy=p\n"
        "[p]\ncommonName=supplied\n")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.crt",
            "-subj", "/CN=Authority", "-days", "2")
    issue("good", "localhost")
    issue("wrong-name", "example.org")
    issue("expired", "localhost", "-startdate", "20200101000000Z", "-enddate", "20200102000000Z")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "self-signed.key",
            "-out", "self-signed.crt", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-days", "2")
    return folder


@pytest.fixture
def trusting(certificates):
    """Runs a program that trusts the authority, and only there."""
    script = f'mount --bind {certificates}/ca.crt {STORE} && exec "$@"'
    if not os.path.exists(STORE):
        unavailable("not installed: ca-certificates")
    return ["unshare", "-m", "sh", "-c", script, "sh"]


def receiver(certificates, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / f"{name}.crt", certificates / f"{name}.key")
    return Receiver(valid, context=context)


def test_trusted(send_once, certificates, trusting):
    with receiver(certificates, "good") as server:
        url = f"https://localhost:{server.port}/heartbeat"
        status, output, _ = send_once("--url", url, wrapper=trusting)
        assert status == 0, output
        assert server.connections[0].body == b'{"type":4}'


@pytest.mark.parametrize("name", ["wrong-name", "expired", "self-signed"])
def test_refused(start, certificates, trusting, name):
    with receiver(certificates, name) as server:
        run = start("--url", f"https://localhost:{server.port}/heartbeat", wrapper=trusting)
        line = run.wait_for("^heartbeat 1 failed: ")
        assert line[1] == "WARN" and "no trusted TLS connection" in line[2], line
        assert not server.requests
        assert run.stop()[0] == 0


def test_nobody_there_speaks_tls(send_once):
    with Receiver(valid, reads_request=False) as server:
        status, output, _ = send_once("--url", f"https://localhost:{server.port}/heartbeat")
        assert status == 1 and "no trusted TLS connection" in output
