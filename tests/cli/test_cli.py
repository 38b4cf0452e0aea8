"""The commands: exit codes, one sentence for what goes wrong, the same numbers as everywhere else."""

import functools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from pandas import read_csv

from lab.contract.settings import ROOT
from lab.runs.names.specification import Intervention, specify
from lab.runs.service.client import Client
from lab.runs.store.log import Log
from tests.patience import PATIENCE
from tests.serving import GUESSED, LATIN

Lab = Callable[..., subprocess.CompletedProcess[str]]
FIELDS = {"steps": 200, "beta1": 0.5, "beta2": 0.9}
SHORT = ("run", "adam-spikes", "--preset", "quadratic", "--steps", "200")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Run `lab` on a store of this module's own."""
    home = tmp_path_factory.mktemp("cli") / "home"

    def run(
        *arguments: str, program: str | None = None, encoding: str = "utf-8", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-"] if program else [sys.executable, "-m", "lab.cli", *arguments]
        environment = {"LAB_HOME": str(home), "PATH": "/usr/bin:/bin", **settings}
        return subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            input=program,
            capture_output=True,
            encoding=encoding,
            timeout=PATIENCE,
        )

    yield run
    Client(home).shutdown()


def test_a_run_prints_its_id_its_digest_and_its_link(lab):
    done = lab(*SHORT)
    id = specify("adam-spikes", "quadratic", steps=200).id
    assert done.returncode == 0
    assert f"run     {id}" in done.stdout
    assert f"link    http://localhost:8501/adam-spikes?run={id}" in done.stdout


def test_trainings_of_one_s_own_come_into_the_store_without_a_server(lab, tmp_path):
    program = (
        "import os, lab, torch\n"
        "theta, model = torch.nn.Parameter(torch.ones(3)), torch.nn.Module()\n"
        "model.theta, optimizer = theta, torch.optim.Adam([theta])\n"
        "w = lab.watch(model, optimizer)\n"
        "for _ in range(5):\n"
        "    w.loss(lambda: theta.square().sum()).backward()\n"
        "    optimizer.step()\n"
        "print(w.id, flush=True)\n"
        "os._exit(1)\n"
    )
    run = lab(program=program).stdout.strip()
    for _ in range(2):
        done = lab("own", "import")
        assert (done.returncode, done.stdout) == (0, f"{run}  interrupted  5 rows\n")
    missing = lab("own", "import", str(tmp_path / "none.spool"))
    assert (missing.returncode, "none.spool cannot be read" in missing.stderr) == (2, True)
    assert lab("runs", "delete", run).stdout == f"{run}: 1 recordings removed\n"
    assert lab("own", "import").stdout == ""


def test_json_lines_are_the_rows_one_a_step(lab):
    done = lab(*SHORT, "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["step"] for row in rows] == list(range(200))
    assert rows[0]["loss"] == 0.5


def test_python_from_standard_input_gives_the_same_id_digest_and_numbers(lab):
    told = lab(*SHORT).stdout
    program = (
        "import lab\n"
        "run = lab.run('adam-spikes', preset='quadratic', steps=200)\n"
        "frames = list(run)\n"
        "print(run.id, run.digests[0], len(frames), len(run.frame), frames[7].scalars['loss'])\n"
        "print(run.frame['loss'][7], list(run.frame.columns)[0])\n"
    )
    done = lab(program=program)
    assert done.returncode == 0, done.stderr
    id, digest, frames, rows, live = done.stdout.splitlines()[0].split()
    assert f"run     {id}" in told
    assert f"digest  {digest}" in told
    assert (frames, rows) == ("200", "200")
    assert done.stdout.splitlines()[1].split() == [live, "step"]


def test_a_set_is_one_long_frame_with_what_differs_as_columns(lab):
    program = (
        "import lab\n"
        "run = lab.run('adam-spikes', preset='quadratic-map', beta1s=[0.9, 0.5], beta2s=[0.9], steps=500)\n"
        "print(run.frame[['beta1', 'beta2', 'crossings']].to_json(orient='records'))\n"
    )
    done = lab(program=program)
    rows = json.loads(done.stdout)
    assert [(row["beta1"], row["beta2"]) for row in rows] == [(0.9, 0.9), (0.5, 0.9)]
    assert rows[0]["crossings"] == 0


def test_a_member_alone_has_the_numbers_that_it_has_in_a_sweep(lab):
    fields = {"width": 8, "keys": 40, "steps": 41, "warmup": 5, "seeds": 1}
    program = (
        "import lab\n"
        f"run = lab.run('initialization-rate', gammas=[0.3, 0.8], **{fields})\n"
        "print(len(list(run)), *run.digests)\n"
    )
    _, first, second = lab(program=program).stdout.split()
    flags = [text for name, value in fields.items() for text in (f"--{name}", str(value))]
    alone = lab("run", "initialization-rate", *flags, "--gammas", "0.8", "--again").stdout
    assert first != second
    assert f"digest  {second}" in alone


def test_csv_has_a_line_a_row(lab, tmp_path):
    lab(*SHORT)
    id = specify("adam-spikes", "quadratic", steps=200).id
    done = lab("export", id, "--format", "csv", "--output", str(tmp_path / "run.csv"))
    assert done.returncode == 0, done.stderr
    frame = read_csv(tmp_path / "run.csv", comment="#")
    assert (len(frame), frame.columns[0]) == (200, "step")


def test_what_the_store_holds_is_listed_and_shown(lab):
    lab(*SHORT)
    id = specify("adam-spikes", "quadratic", steps=200).id
    assert id in lab("runs", "list").stdout
    shown = json.loads(lab("runs", "show", id).stdout)
    assert shown["config"]["steps"] == 200
    assert shown["recordings"][0]["state"] == "done"


SPIKING = (*SHORT, "--beta1", "0.5", "--beta2", "0.9")


def test_trained_again_it_says_whether_the_digests_agree(lab):
    lab(*SHORT)
    assert "again   agrees with the one before" in lab(*SHORT, "--again").stdout


def test_a_branch_from_the_command_line_is_that_of_python(lab):
    lab(*SPIKING)
    run = specify("adam-spikes", "quadratic", steps=200, beta1=0.5, beta2=0.9)
    told = lab("branch", run.id, "--at", "crossing-2", "--epsilon", "0.1")
    program = (
        "import lab\n"
        "run = lab.run('adam-spikes', preset='quadratic', steps=200, beta1=0.5, beta2=0.9)\n"
        "at = {mark.name: mark.at for mark in run.marks}['crossing-2']\n"
        "made = run.branch('crossing-2', epsilon=0.1)\n"
        "print(made.id, made.digests[0], at, run.branch(at, epsilon=0.1).id)\n"
        "print(made.frame[:at].equals(run.frame[:at]), made.frame[at + 1:].equals(run.frame[at + 1:]))\n"
        "print(lab.open(made.id).id, len(made.frame))\n"
    )
    done = lab(program=program)
    assert done.returncode == 0, done.stderr
    first, second, third = (line.split() for line in done.stdout.splitlines())
    child = specify("adam-spikes", "quadratic", [Intervention(int(first[2]), "epsilon", 0.1)], **FIELDS)
    assert (first[0], first[3], third) == (child.id, child.id, [child.id, "200"])
    assert second == ["True", "False"]
    assert f"run     {first[0]}\n" in told.stdout
    assert f"digest  {first[1]}\n" in told.stdout


def test_recordings_are_exported_deleted_imported_and_backed_up(lab, tmp_path):
    lab(*SPIKING)
    id = specify("adam-spikes", "quadratic", **FIELDS).id
    lab("branch", id, "--at", "50", "--epsilon", "0.2")
    child = specify("adam-spikes", "quadratic", [Intervention(50, "epsilon", 0.2)], **FIELDS).id
    file = tmp_path / "run.labrun"
    lab("export", child, "--format", "labrun", "--output", str(file))
    needed = lab("runs", "delete", id)
    assert (needed.returncode, needed.stderr) == (2, f"{id} is needed by a branch: its recordings stay.\n")
    assert lab("runs", "delete", child).stdout == f"{child}: 1 recordings removed\n"
    assert lab("runs", "delete", child).stderr == f"{child} is not recorded here.\n"
    assert lab("runs", "import", str(file)).stdout == f"run     {child}\n"
    assert json.loads(lab("runs", "show", child).stdout)["recordings"][0]["origin"] == "imported"
    copy = tmp_path / "copy.sqlite"
    assert lab("runs", "backup", str(copy)).returncode == 0
    assert Log(copy).shown(child).origin == "imported"
    assert lab("runs", "backup", str(copy)).stderr == f"{copy} exists already: give another name.\n"


def test_verdicts_are_printed_with_what_they_rest_on(lab):
    (claim,) = json.loads(lab("claims", "landscape", "--json").stdout)
    assert (claim["id"], claim["outcome"]) == ("landscape/wrong-valley", "holds")
    assert (claim["source"]["arxiv"], claim["source"]["whose"]) == ("2212.11481", "paper")
    named = "id, source, sentence, criterion, frozen, history, outcome, number, interval, runs, seconds"
    assert ", ".join(claim) == named
    assert [*claim["source"], *claim["frozen"]] == ["arxiv", "where", "whose", "date", "hash"]
    line = lab("claims", "landscape").stdout
    assert line.startswith(f"landscape/wrong-valley: holds, {claim['number']} (")
    assert f"{claim['runs']} runs" in line
    assert "paper, 2212.11481" in line


def test_a_terminal_that_knows_no_utf_8_is_spoken_to_in_its_own_signs(lab, tmp_path):
    latin = functools.partial(lab, encoding="iso-8859-1", **LATIN)
    judged, trained = latin("claims", "scaling-law"), latin(*SHORT)
    refused = latin("run", "adam-spikes", "--eta", "99")
    id = specify("adam-spikes", "quadratic", steps=200).id
    files = (tmp_path / "run.html", tmp_path / "run.csv")
    exported = [latin("export", id, "--format", file.suffix[1:], "--output", str(file)) for file in files]
    assert "between the exponents: ? = 0.02 is itself small at these widths" in judged.stdout
    assert refused.stderr == "eta = 99.0 is outside 1e-06 ... 10.0 (log). Try eta=0.01.\n"
    for done in (judged, trained, *exported):
        assert done.returncode == 0, done.stderr
        assert not GUESSED.search(done.stderr)
    assert [file.read_text(encoding="utf-8")[:1] for file in files] == ["<", "#"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "adam-spikes", "--eta", "99"), "eta = 99.0 is outside 1e-06 … 10.0 (log). Try eta=0.01."),
        (("run", "nonsense"), "nonsense is not an experiment here; there are adam-spikes"),
        (("run", "adam-spikes", "--preset", "no"), "no is not an example of adam-spikes; there are"),
        (("run", "adam-spikes", "--steps"), "--steps needs a value: --steps VALUE."),
        (("run", "adam-spikes", "stray"), "stray stands alone: fields are given as --FIELD VALUE."),
        (("runs", "show", "0123456789abcdef"), "Run 0123456789abcdef is not in this store"),
        (("export", "nonsense", "--output", "x"), "nonsense is neither an id, which is 16 of the characters"),
        (("frobnicate",), "No such command 'frobnicate'."),
        (("branch", "0123456789abcdef", "--at", "1"), "Run 0123456789abcdef is not in this store"),
        (("runs", "delete", "0123456789abcdef"), "0123456789abcdef is not recorded here."),
        (("runs", "import", "nothing.labrun"), "nothing.labrun is not a file."),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_two(lab, arguments, sentence):
    done = lab(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_what_is_no_public_address_is_refused_before_anything_starts(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "lab.cli", "serve"],
        env={"LAB_HOME": str(tmp_path / "home"), "LAB_PUBLIC_URL": "lab.example.org"},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout, (tmp_path / "home").exists()) == (2, "", False)
    assert done.stderr.startswith(
        "LAB_PUBLIC_URL = 'lab.example.org' does not begin with http:// or https://; "
    )
    assert done.stderr.count("\n") == 1


def test_a_file_of_fields_is_read_and_a_wrong_one_named(lab, tmp_path):
    (tmp_path / "fields.json").write_text('{"eta": 0.05, "steps": 3}', encoding="utf-8")
    (tmp_path / "wrong.json").write_text("[1]", encoding="utf-8")
    good = lab("run", "adam-spikes", "--preset", "quadratic", "--config", str(tmp_path / "fields.json"))
    assert specify("adam-spikes", "quadratic", eta=0.05, steps=3).id in good.stdout
    bad = lab("run", "adam-spikes", "--config", str(tmp_path / "wrong.json"))
    assert bad.returncode == 2
    assert "holds no JSON object of fields" in bad.stderr


def test_memories_go_from_one_store_to_another_by_a_file(lab, tmp_path):
    first, second = (
        lab("run", "memcube", "--preset", "yours", "--events", "30", "--cubes", str(cubes)).stdout
        for cubes in (6, 2)
    )
    sender, receiver = (text.split()[text.split().index("run") + 1] for text in (first, second))
    file = tmp_path / "memories.memcube"
    sent = lab("memories", "export", sender, "--at", "20", "--output", str(file), "--most", "3")
    assert (sent.returncode, file.stat().st_size > 1000) == (0, True), sent.stderr
    assert "3 memories of A left" in sent.stdout
    taken = lab("memories", "import", receiver, str(file), "--at", "10", "--agent", "A")
    assert "3 memories came in for A" in taken.stdout
    file.write_bytes(file.read_bytes()[:-1] + b"0")
    spoilt = lab("memories", "import", receiver, str(file), "--at", "11")
    assert (spoilt.returncode, spoilt.stdout) == (2, "")
    assert "its seal does not fit its content" in spoilt.stderr


def test_a_lab_for_strangers_says_why_it_does_not_start(lab):
    refused = lab("serve", "--public")
    assert refused.returncode == 2
    assert "This lab is not ready for strangers: LAB_PUBLIC_URL = nothing" in refused.stderr
