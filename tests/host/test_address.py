"""LAB_PUBLIC_URL as browsers write it; what is no address is refused in a sentence."""

import pytest

from lab.contract.errors import BadInput
from lab.host import address


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("", ""),
        ("  ", ""),
        ("https://lab.example.org", "https://lab.example.org"),
        ("HTTPS://Lab.Example.ORG:443/", "https://lab.example.org"),
        ("http://host:80/teach/lab/", "http://host/teach/lab"),
        ("http://host:443//Teach//lab", "http://host:443/Teach/lab"),
        ("https://Müßig.example:8443", "https://xn--mig-5ka8l.example:8443"),
        ("https://lab.example./", "https://lab.example"),
        ("http://[0:0::1]:80", "http://[::1]"),
        ("http://127.0.0.1:8501", "http://127.0.0.1:8501"),
        ("https://host/für alle;x", "https://host/f%C3%BCr%20alle%3Bx"),
    ],
)
def test_it_is_written_as_browsers_write_it(monkeypatch, given, written):
    monkeypatch.setenv("LAB_PUBLIC_URL", given)
    assert address.public_url() == written
    assert written.endswith(address.public_path())


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("lab.example.org", "does not begin with http:// or https://"),
        ("lab.example.org:8501", "does not begin with http:// or https://"),
        ("ftp://lab.example.org", "does not begin with http:// or https://"),
        ("https://", "names no host"),
        ("https://me:secret@lab.example.org", "names a user"),
        ("https://lab.example.org/?x=1", "goes on after its path, with ?"),
        ("https://lab.example.org#top", "goes on after its path, with #"),
        ("https://lab.example.org:99999", "has brackets or a port that cannot be"),
        ("https://[lab", "has brackets or a port that cannot be"),
        ("https://lab example.org", "has a host that cannot be, lab example.org"),
        ("https://lab..example.org", "has a host that cannot be, lab..example.org"),
        ("https://lab.example.org/a/../b", "has a path with dots instead of a name"),
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(monkeypatch, given, wrong):
    monkeypatch.setenv("LAB_PUBLIC_URL", given)
    with pytest.raises(BadInput) as refused:
        address.public_url()
    assert str(refused.value).startswith(
        f"LAB_PUBLIC_URL = '{given}' {wrong}; give the address that visitors"
    )
