"""Certificates that prove nothing: refused, recorded, and the rest goes on."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.records import Source


def self_signed(folder, *, days):
    """Return a server context whose certificate is valid until *days* from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "outlet.example")])
    until = datetime.now(UTC) + timedelta(days=days)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=90))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    return context


@pytest.mark.parametrize("days", [60, -30], ids=["self-signed", "expired"])
def test_a_certificate_that_proves_nothing_is_refused(web, tmp_path, days):
    site = web.site(tls=self_signed(tmp_path, days=days))
    site.says("/feed", web.rss())
    _, healthy = web.outlet("Good")
    web.obey_robots = False
    report = web.round(Source("feed", site.url("/feed")), healthy)
    assert site.asked == []
    assert list(report.failed) == ["feed"]
    assert web.source("feed").problem == "tls"
    assert web.titles() == ["Good"]


def test_a_certificate_of_another_host_is_refused_before_robots_txt_is_asked_for(web, tmp_path):
    site = web.site(tls=self_signed(tmp_path, days=60))
    report = web.round(Source("feed", site.url("/feed")))
    assert site.asked == []
    assert "tls" in report.failed["feed"]
    assert web.outcomes() == [("list", "robots_unavailable")]


def test_a_handshake_that_never_ends_is_cut_off(web):
    silent = web.site()  # speaks no TLS: it waits for a line that never comes
    _, healthy = web.outlet("Good")
    web.with_limits(connect_timeout=timedelta(seconds=0.5))
    web.obey_robots = False
    web.round(Source("feed", silent.url("/feed").replace("http:", "https:")), healthy)
    assert web.source("feed").problem in ("timeout", "tls", "refused")
    assert web.titles() == ["Good"]
