"""Certificates made on the spot: an authority, and what it signs for this machine."""

import datetime as dt
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make(folder: Path) -> tuple[Path, Path, Path]:
    """Write ca.pem, own.pem and key.pem, good for 127.0.0.1 and a day."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    named = _name("a test authority")
    root = _unsigned(named, named, authority).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = _unsigned(_name("a test machine"), named, own).add_extension(here, critical=False)
    files = folder / "ca.pem", folder / "own.pem", folder / "key.pem"
    for path, certificate in zip(files, (root, leaf), strict=False):
        signed = certificate.sign(authority, hashes.SHA256())
        path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    files[2].write_bytes(own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ))  # fmt: skip
    return files


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _unsigned(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=1))
    )  # fmt: skip
