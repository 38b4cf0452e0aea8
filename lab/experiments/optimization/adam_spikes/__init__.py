"""Adam's loss spikes: seen, measured, and known before they come."""

from lab.contract.experiment import Experiment, Preset, Together, WhatIf
from lab.contract.written import Written
from lab.experiments.optimization.adam_spikes.actions import ACTIONS
from lab.experiments.optimization.adam_spikes.claims import CLAIMS
from lab.experiments.optimization.adam_spikes.config import PARABOLAS, Config, memories
from lab.experiments.optimization.adam_spikes.cost import cost, small
from lab.experiments.optimization.adam_spikes.cuts import CUTS, WARNING
from lab.experiments.optimization.adam_spikes.figures import figures
from lab.experiments.optimization.adam_spikes.rescues import RESCUE
from lab.experiments.optimization.adam_spikes.sentence import describe, describe_set
from lab.experiments.papers import ADAM_SPIKES

PARABOLA = {"architecture": "quadratic", "eta": 0.1, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-30}

LARGE = {"device": "cuda", "batch_size": 256, "steps": 3000}

EXPERIMENT = Experiment(
    name="adam-spikes",
    version=3,
    group="Optimization",
    title="Adam spikes",
    question="Training goes well. Will the loss jump, and could you know it 40 steps before?",
    answer="Not because the valley got steeper. Adam divides by its memory of past gradients; when that "
    "memory fades faster than the gradients grow, the step outgrows its limit. It can be seen coming.",
    paper=ADAM_SPIKES,
    config=Config,
    presets=(
        Preset(
            "fnn-sin",
            "Two sines",
            {"architecture": "fnn-sin", "seed": 1, "steps": 1500},
            "Full batch: no noise to blame. The seed was chosen for an early first spike.",
        ),
        Preset(
            "fnn-50d",
            "50 dimensions",
            {"architecture": "fnn-50d", "eta": 0.02, "steps": 340},
            "It learns all 600 points almost perfectly, and then comes seven powers of ten back up.",
        ),
        Preset(
            "cnn-digits",
            "Handwritten digits",
            {"architecture": "cnn-digits", "eta": 0.02, "steps": 1000},
            "Fifty handwritten digits, all of them in every step.",
        ),
        Preset(
            "tf-mod7",
            "Sums modulo 7",
            {"architecture": "tf-mod7", "eta": 0.003, "steps": 760},
            "Attention, a feed-forward layer, 49 sums: the same spikes.",
        ),
        Preset(
            "cnn-deep",
            "Digits in batches (GPU)",
            {**LARGE, "architecture": "cnn-deep", "width": 64, "eta": 0.01},
            "Four convolutions on a thousand digits, a few hundred a step.",
        ),
        Preset(
            "tf-deep",
            "Sums in batches (GPU)",
            {**LARGE, "architecture": "tf-deep", "width": 128, "eta": 0.001},
            "A transformer of four layers on all sums modulo 31.",
        ),
        Preset(
            "quadratic",
            "One parabola",
            PARABOLA,
            "No network, no data, constant curvature, and yet it spikes.",
        ),
        Preset(
            "quadratic-map",
            "576 parabolas",
            {
                **PARABOLA,
                "steps": 20_000,
                "record": "summary",
                **memories(24),
            },
            "Which memories make Adam spike? Every cell is a training run.",
        ),
    ),
    training="lab.experiments.optimization.adam_spikes.training:build",
    written=Written(
        columns="loss grad_norm lambda_max lambda_grad lambda_grad_metric lambda_raw threshold v_norm "
        "v_free stage decoupling alignment predicted_change crossings first_crossing s_max",
        marks={
            "crossing-#": "",
            "crossing-grad-#": "",
            "warning-#": "",
            "spike-#": "height peak crossing?",
            "recovery-#": "",
        },
        snapshots={"crossings": (0,), "s_max": (0,)},
        rows=lambda config, steps: range(steps) if config.record == "full" else [steps - 1],
    ),
    cost=cost,
    small=small,
    figures=figures,
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    actions=ACTIONS,
    cuts=CUTS,
    what_ifs=(
        WhatIf("ε → 0.1", lambda _: {"epsilon": 0.1}),
        WhatIf("η ÷ 1.25", lambda config: {"eta": float(f"{config.eta / 1.25:.6g}")}),
        WhatIf("β₂ → 0.9", lambda _: {"beta2": 0.9}),
        WhatIf("Reset v", lambda _: {"reset_v": True}),
    ),
    together=Together(
        "All four rescues", "Four rescues at the crossing: which of them rescue?", WARNING, RESCUE
    ),
    batched=lambda config: ("beta1s", "beta2s", "seeds") if config.architecture in PARABOLAS else (),
    package=__name__,
)
