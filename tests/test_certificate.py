"""The box's own certificate: names and addresses of this box, never too old, and never the reason for silence."""

import datetime
import hashlib
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from web.certificate import Certificate, certificate_for

NAMES = frozenset({"lookaloud.local", "localhost", "192.168.1.5", "::1"})
NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "page" / "certificate.pem"


def parsed(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.pem)


def loads(certificate: Certificate) -> bool:
    certificate.load_into(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    return True


def test_it_names_this_box_and_is_what_browsers_take(path: Path) -> None:
    made = parsed(certificate_for(path, NAMES, NOW))
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.DNSName)) == {"lookaloud.local", "localhost"}
    addresses = {ipaddress.ip_address("192.168.1.5"), ipaddress.ip_address("::1")}
    assert set(names.get_values_for_type(x509.IPAddress)) == addresses
    assert made.not_valid_after_utc - made.not_valid_before_utc <= 397 * DAY
    key = made.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    usages = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usages) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_key_and_certificate_are_for_the_users_eyes_only(path: Path) -> None:
    certificate = certificate_for(path, NAMES)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert "PRIVATE" not in repr(certificate)
    path.chmod(0o644)
    certificate_for(path, NAMES)
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_stays_the_same_while_it_is_good(path: Path) -> None:
    first = certificate_for(path, NAMES, NOW)
    assert certificate_for(path, NAMES, NOW + 300 * DAY) == first
    assert certificate_for(path, NAMES - {"192.168.1.5"}, NOW) == first


@pytest.mark.parametrize("days", [370, 500, -2, -3650])
def test_one_that_is_nearly_over_or_not_yet_good_is_renewed(path: Path, days: int) -> None:
    first = certificate_for(path, NAMES, NOW)
    then = NOW + days * DAY
    second = certificate_for(path, NAMES, then)
    assert second.fingerprint != first.fingerprint
    assert parsed(second).not_valid_before_utc < then < parsed(second).not_valid_after_utc - 300 * DAY


def test_a_new_address_makes_a_new_one_that_keeps_the_old_ones(path: Path) -> None:
    first = certificate_for(path, NAMES, NOW)
    second = certificate_for(path, NAMES | {"10.0.0.9"}, NOW)
    assert second != first
    assert second.names == NAMES | {"10.0.0.9"}
    assert certificate_for(path, (NAMES - {"192.168.1.5"}) | {"10.0.0.9"}, NOW) == second
    assert certificate_for(path, NAMES, NOW) == second


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"-----BEGIN CERTIFICATE-----\nxx\n", b"x" * 200_000])
def test_a_spoilt_file_is_replaced(path: Path, content: bytes) -> None:
    certificate_for(path, NAMES)
    path.write_bytes(content)
    assert loads(certificate_for(path, NAMES))
    assert path.read_bytes() != content


def test_a_key_that_belongs_to_another_certificate_is_replaced(path: Path, tmp_path: Path) -> None:
    one = certificate_for(path, NAMES).pem
    other = certificate_for(tmp_path / "other.pem", NAMES).pem
    middle = b"-----BEGIN CERTIFICATE-----"
    path.write_bytes(one.split(middle)[0] + middle + other.split(middle)[1])
    assert loads(certificate_for(path, NAMES))


def test_where_nothing_can_be_kept_it_serves_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert loads(certificate_for(tmp_path / "file" / "certificate.pem", NAMES))
    folder = tmp_path / "folder" / "certificate.pem"
    folder.mkdir(parents=True)
    assert loads(certificate_for(folder, NAMES))


def test_the_fingerprint_is_the_one_that_browsers_show(path: Path) -> None:
    certificate = certificate_for(path, NAMES)
    der = ssl.PEM_cert_to_DER_cert(certificate.pem.decode()[certificate.pem.decode().index("-----BEGIN CERT") :])
    assert certificate.fingerprint.replace(" ", "") == hashlib.sha256(der).hexdigest().upper()
    assert {len(group) for group in certificate.fingerprint.split()} == {4}
