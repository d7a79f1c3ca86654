"""Makes the box its own certificate, and a new one before the old one is of no use: no authority knows lookaloud.local.

Key and certificate lie in one file that only the user can read, so that they always belong together.
"""

import datetime
import ipaddress
import logging
import os
import ssl
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from describe.settings_file import write_whole

log = logging.getLogger(__name__)

LASTS = datetime.timedelta(days=397)
"""Browsers refuse one that lasts longer."""
RENEWED_BEFORE = datetime.timedelta(days=30)
BEGAN_BEFORE = datetime.timedelta(days=1)
"""A phone's calendar may be a little behind."""
MOST_NAMES = 40
LARGEST_FILE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Certificate:
    """A key and its certificate, in PEM, and the names and addresses it is good for. Its text hides the key."""

    pem: bytes
    names: frozenset[str]
    fingerprint: str
    """SHA-256 in hexadecimal, as browsers show it, in groups of four."""

    def __repr__(self) -> str:
        return f"Certificate({self.fingerprint})"

    def load_into(self, context: ssl.SSLContext) -> None:
        """Let connections from now on be made with it."""
        handle, name = tempfile.mkstemp(prefix="lookaloud-")  # 0600; OpenSSL reads files only
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self.pem)
            context.load_cert_chain(name)
        finally:
            Path(name).unlink()


def certificate_for(path: Path, names: Iterable[str], now: datetime.datetime | None = None) -> Certificate:
    """Return the certificate kept at this path, or a new one where that does not serve these names now.

    A new one keeps the old one's names, as a box that moves between two networks would ask for trust each time. Where
    it cannot be kept, it serves until the next start.
    """
    now = now or datetime.datetime.now(datetime.UTC)
    needed = frozenset(names)
    old = _kept(path, now)
    if old is not None and needed <= old.names:
        return old
    new = _made(sorted(needed) + sorted((old.names if old else frozenset()) - needed), now)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, new.pem)
    except OSError:
        log.exception("the certificate could not be kept")
    return new


def fingerprint_at(path: Path) -> str:
    """Return the fingerprint of the certificate kept at this path; nothing where none can be read."""
    try:
        return _fingerprint(x509.load_pem_x509_certificate(path.read_bytes()[:LARGEST_FILE]))
    except (OSError, ValueError):
        return ""


def _kept(path: Path, now: datetime.datetime) -> Certificate | None:
    """Return what is kept there, if it is whole and good now and for some time."""
    try:
        with path.open("rb") as file:
            pem = file.read(LARGEST_FILE)
        path.chmod(0o600)
        key = serialization.load_pem_private_key(pem, None)
        certificate = x509.load_pem_x509_certificate(pem)
        sought = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, x509.ExtensionNotFound):
        log.exception("the certificate could not be read: there will be a new one")
        return None
    is_good = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc - RENEWED_BEFORE
    if not is_good or key.public_key() != certificate.public_key():
        return None
    names = [str(name) for name in sought.get_values_for_type(x509.DNSName)]
    names += [str(address) for address in sought.get_values_for_type(x509.IPAddress)]
    return Certificate(pem, frozenset(names), _fingerprint(certificate))


def _made(names: list[str], now: datetime.datetime) -> Certificate:
    names = names[:MOST_NAMES]
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lookaloud")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEGAN_BEFORE)
        .not_valid_after(now - BEGAN_BEFORE + LASTS)
        .add_extension(x509.SubjectAlternativeName([_general_name(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    return Certificate(pem, frozenset(names), _fingerprint(certificate))


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _fingerprint(certificate: x509.Certificate) -> str:
    text = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
