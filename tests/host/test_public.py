"""A lab for strangers does not start without what they make necessary."""

import pytest

from lab.contract.errors import BadInput
from lab.host.public import check_public, listening


@pytest.fixture
def safe(tmp_path, monkeypatch):
    """Settings that are safe."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("LAB_HOME", str(home))
    monkeypatch.setenv("LAB_PUBLIC_URL", "https://lab.example.org")
    return home


def test_safe_settings_pass(safe, monkeypatch):
    monkeypatch.setenv("LAB_METRICS", "[::1]:9501")
    for address in ("localhost", "127.0.0.1", "::1"):
        check_public(address)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LAB_PUBLIC_URL", "", "LAB_PUBLIC_URL = nothing: give the https:// address"),
        ("LAB_PUBLIC_URL", "http://lab.example.org", "give the https:// address"),
        ("LAB_MAX_SECONDS", "100000", "LAB_MAX_SECONDS = 100000: let it be at most 3600"),
        ("LAB_QUEUE_SECONDS", "0", "LAB_QUEUE_SECONDS = 0"),
        ("LAB_ADMIN_TOKEN", "secret", "LAB_ADMIN_TOKEN has 6 characters: give it 32"),
        ("LAB_METRICS", "0.0.0.0:9501", "LAB_METRICS = 0.0.0.0:9501 tells everybody"),
        ("LAB_METRICS", "9501", "is no address to listen on"),
    ],
)
def test_an_unsafe_setting_is_named(safe, monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput, match=said):
        check_public("localhost")


def test_all_that_is_wrong_is_said_at_once(safe, monkeypatch):
    safe.chmod(0o755)
    monkeypatch.delenv("LAB_PUBLIC_URL")
    with pytest.raises(BadInput, match=r"LAB_PUBLIC_URL.*--address 0\.0\.0\.0 is reached.*chmod 700"):
        check_public("0.0.0.0")


@pytest.mark.parametrize("text", ["", "localhost", ":9501", "a:b", "http://a:1", "a:1/x", "a:99999"])
def test_what_is_no_address_to_listen_on_is_refused(text):
    with pytest.raises(BadInput, match="no address to listen on"):
        listening(text)
