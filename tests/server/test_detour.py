"""Addresses as people paste them: sent on to the one that was clearly meant, and never to another server."""

import pytest

from tests.serving import Server

ID = "0123456789abcdef"


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        (f"/s/{ID}.", f"/s/{ID}"),
        (f"/s/{ID})", f"/s/{ID}"),
        (f"/s/{ID}/", f"/s/{ID}"),
        (f"/s/{ID}%20", f"/s/{ID}"),
        (f"/S/{ID.upper()}).", f"/s/{ID}"),
        (f"/s/%3C{ID}%3E", f"/s/{ID}"),
        (f"/s/{ID}%E2%80%8B", f"/s/{ID}"),
        (f"/s/{ID}%2F", f"/s/{ID}"),
        (f"/s//{ID}", f"/s/{ID}"),
        (f"/s/{ID[:5]}%C2%AD{ID[5:]}?at=cliff", f"/s/{ID}?at=cliff"),
        (f"/s/{ID}%3Funtil%3Dcliff", f"/s/{ID}?until=cliff"),
        (f"/s/{ID}.png)", f"/s/{ID}.png"),
        (f"/embed/{ID.upper()},?until=cliff", f"/embed/{ID}?until=cliff"),
        ("/Adam-Spikes", "/adam-spikes"),
        ("/adam_spikes/?preset=quadratic", "/adam-spikes?preset=quadratic"),
        ("/Adam%20Spikes).?run=1&step=2", "/adam-spikes?run=1&step=2"),
        ("/adam-spikes%3Fpreset%3Dquadratic&step=3", "/adam-spikes?preset=quadratic&step=3"),
        ("/adam-spikes%253Fpreset%253Dquadratic?fbclid=1", "/adam-spikes?preset=quadratic&fbclid=1"),
        ("/COMPARE/?run=1", "/compare?run=1"),
        ("/Teachers", "/teachers"),
        ("/Claims?show=holds", "/claims?show=holds"),
        ("/paper/2407.01178).", "/paper/2407.01178"),
        ("/PAPER/2407.01178/badge.svg,", "/paper/2407.01178/badge.svg"),
    ],
)
def test_what_was_pasted_is_sent_on_to_what_was_meant(server: Server, pasted, meant):
    answer = server.http.get(pasted)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith((".", ".."))  # whatever path a proxy has taken away
    assert str(answer.next_request.url) == server.url + meant
    assert server.http.get(meant).status_code in (200, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/adam-spikes?preset=quadratic",
        f"/s/{ID}",
        f"/s/{ID}.png",
        f"/embed/{ID}",
        "/claims",
        "/paper/2407.01178",
        "/health",
        f"/runs/{ID}",
        "//elsewhere.example/s/x",
        "//elsewhere.example/adam-spikes",
        "/https://elsewhere.example/adam-spikes",
        "/alchemy",
        "/_stcore/health",
        "/adam-spikes/_stcore/health",
    ],
)
def test_what_is_right_or_means_nothing_of_ours_is_not_sent_anywhere(server: Server, path):
    answer = server.http.get(server.url + path)
    assert (answer.is_redirect, answer.is_server_error) == (False, False)


@pytest.mark.parametrize(
    "path",
    [
        "/s/https:%2F%2Felsewhere.example",
        "/s/..%2F..%2Felsewhere.example",
        "/S/%2F%2Felsewhere.example",
        "/s/%0D%0ALocation:x.",
    ],
)
def test_nobody_is_sent_to_another_server(server: Server, path):
    answer = server.http.get(path, follow_redirects=True)
    assert answer.url.host == "localhost"
    assert all(one.next_request.url.host == "localhost" for one in answer.history)
    assert not answer.is_server_error


def test_an_unknown_id_ends_at_the_page_of_words(server: Server):
    answer = server.http.get(f"/s/{ID.upper()}).", follow_redirects=True)
    assert answer.status_code == 404
    assert f"<p>Run {ID} is not in this store" in answer.text


def test_only_who_opens_is_sent_on(server: Server):
    assert server.http.post(f"/s/{ID}.").status_code in (404, 405)
    assert server.http.head(f"/s/{ID}.").status_code == 302
