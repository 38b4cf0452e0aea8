"""What a recording says to the claims that can be judged on any run."""

from lab.contract.claim import Verdict
from lab.runs.store.log import Log
from lab.server.shown import Shown


def judge(log: Log, shown: Shown) -> list[dict[str, str]]:
    """The claims about one run of its experiment, judged on what stands for an id.

    Raises:
        NotFound: nothing of it is recorded.
    """
    recorded = shown.recorded(log)
    recordings = [recording for _, recording in recorded]
    whole = len(recordings) == len(shown.members) and all(one.complete for one in recordings)
    judged = []
    for claim in recorded[0][0].experiment.claims:
        if claim.each_run:
            verdict = claim.judge(recordings) if whole else Verdict("not observed", "not trained to its end")
            said = {"slug": claim.slug, "sentence": claim.sentence, "criterion": claim.criterion}
            judged.append({**said, "outcome": verdict.outcome, "number": verdict.number})
    return judged
