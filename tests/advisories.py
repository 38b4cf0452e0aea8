"""`make advisories`: what is known against the versions that are locked, and against torch's."""

import json
import subprocess
import sys
from tempfile import NamedTemporaryFile
from typing import Any

from tests.licences import ROOT, pinned

UNREACHED = "No source of advisories can be reached from here: nothing was asked, so nothing is known."


def asked() -> list[dict[str, Any]]:
    """What pip-audit says of each package; of one that it has not found anywhere, why it was skipped."""
    locks = (pinned(ROOT / "requirements" / name) for name in ("serve.txt", "test.txt"))
    versions = sorted({"torch==2.13.0", *(line for lock in locks for line in lock)})
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write("\n".join(versions))
        file.flush()
        how = ["--disable-pip", "--no-deps", "--format=json", "--progress-spinner=off", "-r", file.name]
        command = [sys.executable, "-m", "pip_audit", *how]
        told = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout
    found: list[dict[str, Any]] = json.loads(told)["dependencies"] if told.startswith("{") else []
    return found


def report(found: list[dict[str, Any]]) -> tuple[str, int]:
    """What was found in words, and the exit code: 0 only where all were asked and nothing is known."""
    unasked = [each["name"] for each in found if "vulns" not in each]
    if len(unasked) == len(found):
        return UNREACHED, 1
    known = [(each, vuln) for each in found for vuln in each.get("vulns", ())]
    lines = [
        f"{each['name']} {each['version']}: {vuln['id']}, mended in {', '.join(vuln['fix_versions'])}"
        for each, vuln in known
    ]
    lines.append(f"{len(known)} advisories against {len(found) - len(unasked)} packages.")
    lines += [f"Not asked, since no source has them: {', '.join(unasked)}."] if unasked else []
    return "\n".join(lines), int(bool(known or unasked))


if __name__ == "__main__":
    sentence, code = report(asked())
    print(sentence)
    sys.exit(code)
