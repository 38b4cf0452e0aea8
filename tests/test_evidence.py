"""Claims on shipped recordings, and on recordings made anew."""

from dataclasses import replace

import pytest

from lab.cli.claims import print_compared
from lab.contract.errors import NotFound
from lab.evidence import judge_all
from lab.evidence.judging import train_old
from lab.experiments import find
from lab.runs.files import archive
from lab.runs.format.labrun import pack, unpack
from lab.runs.read.branch import requested
from lab.runs.service.client import Client
from lab.runs.store.log import Log
from tests.runs.files.test_archive import trained

CLAIM = "density-gan/ends-as-copy"


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    """A log with recordings of the runs that the claim names, made here."""
    log = Log(tmp_path_factory.mktemp("new") / "log.sqlite")
    gan = find("density-gan")
    (claim,) = [one for one in gan.claims if one.slug == "ends-as-copy"]
    for request in claim.evidence:
        trained(log, requested(gan, request, lambda _: None))
    return log


@pytest.fixture
def client(new):
    """Trains what is missing in that log; its supervisor goes with the test."""
    client = Client(new.path.parent)
    yield client
    client.shutdown()


def altered(data):
    """The same file, had the model ended farther from its training set."""
    whole = unpack(data)
    columns = {**whole.columns, "w2_train": whole.columns["w2_train"] + 1}
    whole = replace(whole, columns=columns)
    digests = list(archive._digests(whole))
    return pack(replace(whole, header=whole.header.model_copy(update={"digests": digests})))


def shipping(new, path, change):
    """A log in which these recordings are shipped ones, each file passed through `change`."""
    log = Log(path / "log.sqlite")
    for row in new.query("SELECT recording FROM recordings"):
        data = pack(archive.content(new, new.recording(row[0])))
        archive.take(log, change(data), origin="shipped")
    return log


def test_shipped_and_trained_agree_where_nothing_was_altered(new, client, tmp_path, capsys):
    shipped = shipping(new, tmp_path, lambda data: data)
    (pair,) = train_old([CLAIM], shipped, new, client)
    assert pair[0].verdict == pair[1].verdict
    assert pair[0].verdict.outcome == "checked"
    print_compared(*pair)
    assert "*" not in capsys.readouterr().out


def test_an_altered_shipped_recording_is_marked(new, client, tmp_path, capsys):
    shipped = shipping(new, tmp_path, altered)
    (pair,) = train_old([CLAIM], shipped, new, client)
    assert (pair[0].verdict.outcome, pair[1].verdict.outcome) == ("does not hold", "checked")
    print_compared(*pair)
    assert capsys.readouterr().out.endswith(" *\n")


def test_without_recordings_a_claim_is_not_observed(tmp_path):
    (judged,) = judge_all([CLAIM], Log(tmp_path / "log.sqlite"))
    assert judged.verdict.outcome == "not observed"


def test_an_unknown_claim_is_one_sentence(tmp_path):
    with pytest.raises(NotFound, match="nonsense is not a claim of adam-spikes; there are only-adam, onset"):
        judge_all(["adam-spikes/nonsense"], Log(tmp_path / "log.sqlite"))
