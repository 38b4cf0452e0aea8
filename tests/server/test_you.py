"""What a visitor ends by themselves: their runs, and the cookie that made them a visitor."""

from tests.serving import Server, becomes

QUADRATIC = {"experiment": "adam-spikes", "preset": "quadratic"}


def recorded(visitor, server: Server, steps: int) -> str:
    """A run of theirs, at its end."""
    visitor.get("/")
    id = str(visitor.post("/runs", json={**QUADRATIC, "fields": {"steps": steps}}).json()["id"])
    assert becomes(
        server.process, lambda: visitor.get(f"/runs/{id}").json()["recordings"][0]["state"] == "done"
    )
    return id


def test_who_has_no_cookie_gets_none_here(server: Server):
    with server.visitor() as nobody:
        answer = nobody.get("/you")
    assert "You have no such cookie now." in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in answer.text


def test_the_cookie_ends_and_the_runs_stay_as_nobody_s(server: Server):
    with server.visitor() as visitor:
        id = recorded(visitor, server, 151)
        assert "Recorded here as yours: 1." in visitor.get("/you").text
        ended = visitor.post("/you", data={"do": "end"})
        assert "The cookie has ended." in ended.text
        assert dict(visitor.cookies) == {}
        assert visitor.get(f"/runs/{id}").json()["recordings"][0]["mine"] is False


def test_a_person_s_runs_are_removed_and_nobody_else_s(server: Server):
    with server.visitor() as visitor, server.visitor() as other:
        mine, theirs = recorded(visitor, server, 152), recorded(other, server, 153)
        removed = visitor.post("/you", data={"do": "remove"})
        assert "1 recordings removed, and the cookie has ended." in removed.text
        assert dict(visitor.cookies) == {}
        assert other.get(f"/runs/{mine}").json()["recordings"] == []
        assert other.get(f"/runs/{theirs}").json()["recordings"][0]["mine"] is True


def test_what_is_neither_is_a_sentence_and_a_foreign_page_ends_nothing(server: Server):
    for body in (b"", b"do=other", b"do=" + b"x" * 3000, b"\xff=\xff"):
        answer = server.http.post("/you", content=body)
        assert answer.status_code == 400
        assert answer.json()["error"].endswith(".")
    foreign = server.http.post("/you", data={"do": "remove"}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403


def test_home_leads_there(server: Server):
    assert 'href="you"' in server.http.get("/").text
