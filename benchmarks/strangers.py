"""How long a newcomer waits for a run of two seconds while strangers without cookies ask for hours.

`python benchmarks/strangers.py` starts a server with two places on a store of its own, has 300 strangers of
one address launch runs of some minutes, then forty of a class behind another address launch one each, and
then a newcomer at either address; it prints what was refused, how long the newcomer waits, and how many are
taken before.
"""

import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lab.runs.store.log import Log
from tests.serving import Server, stocked

STRANGERS, CLASS = 300, 40
LONG = {"experiment": "adam-spikes", "preset": "fnn-sin", "fields": {"steps": 60_000, "eta": 1e-4}}
SHORT = {"experiment": "adam-spikes", "preset": "quadratic", "fields": {"steps": 20_000}}


def asking(server: Server, address: str) -> httpx.Client:
    """A client at an address of this machine, as a proxy here tells of it."""
    return httpx.Client(
        base_url=f"http://127.0.0.1:{server.port}",
        headers={"Origin": f"http://127.0.0.1:{server.port}", "X-Forwarded-For": address},
        timeout=300,
    )


def launch(client: httpx.Client, body: dict[str, Any], seed: int, *, page: bool) -> httpx.Response:
    """Start a run, after a look at its page (which gives the cookie) or without."""
    if page:
        client.get(f"/{body['experiment']}")
    return client.post("/runs", json={**body, "fields": {**body["fields"], "seed": seed}})


def until_done(client: httpx.Client, id: str) -> None:
    """Look each half second."""
    while client.get(f"/runs/{id}").json()["recordings"][0]["state"] != "done":
        time.sleep(0.5)


def newcomer(server: Server, address: str, seed: int) -> str:
    """Seconds from a click to the first step and from there to the last row; and who was taken before."""
    with asking(server, address) as client:
        client.get("/adam-spikes")
        clicked = time.time()
        answer = launch(client, SHORT, seed, page=False).raise_for_status().json()
        until_done(client, answer["id"])
    log = Log(server.home / "log.sqlite")
    mine = log.recording(answer["recordings"][0])
    assert mine.started is not None
    assert mine.ended is not None
    between = "SELECT count(*) FROM recordings WHERE started > ? AND started < ?"
    before = log.query(between, (clicked, mine.started))[0][0]
    waited, took = mine.started - clicked, mine.ended - mine.started
    return f"waits {waited:.1f} s, {before} are taken before; computes {took:.1f} s"


def main() -> None:
    """Print the numbers."""
    with TemporaryDirectory() as folder, Server(stocked(Path(folder) / "home"), host="127.0.0.1") as server:

        def stranger(number: int) -> int:
            with asking(server, "192.0.2.1") as client:
                return launch(client, LONG, number, page=False).status_code

        def pupil(number: int) -> int:
            with asking(server, "198.51.100.1") as client:
                return launch(client, SHORT, 1000 + number, page=True).status_code

        with ThreadPoolExecutor(8) as people:
            print("strangers without cookies", dict(Counter(people.map(stranger, range(STRANGERS)))))
            print(f"newcomer elsewhere {newcomer(server, '203.0.113.1', 5001)}")
            print(f"newcomer at their address {newcomer(server, '192.0.2.1', 5002)}")
            print("a class of one address", dict(Counter(people.map(pupil, range(CLASS)))))
            print(f"newcomer beside the class {newcomer(server, '203.0.113.2', 5003)}")


if __name__ == "__main__":
    main()
