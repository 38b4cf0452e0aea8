"""What the papers' abstracts assert, a sentence each in our words, and which claims test it."""

from dataclasses import dataclass
from typing import Literal

Standing = Literal["tested", "tested in part", "not testable at this size", "open"]


@dataclass(frozen=True)
class Asserted:
    """A sentence, the claims that test it by their ids, and why what is left of it is not tested: `beyond`
    what a small lab can do, or still `open`."""

    sentence: str
    claims: tuple[str, ...] = ()
    beyond: str = ""
    open: str = ""

    @property
    def standing(self) -> Standing:
        """How far it has come."""
        if self.claims:
            return "tested in part" if self.beyond or self.open else "tested"
        return "not testable at this size" if self.beyond else "open"


ADAM = (
    Asserted(
        "Networks of many architectures and sizes have loss spikes where Adam trains them.",
        beyond="Four small networks and parabolas spike here; what large ones do takes large ones.",
    ),
    Asserted(
        "It is the adaptive preconditioner that triggers them, not a landscape that is sharper where the "
        "loss is lower.",
        ("adam-spikes/raw-innocent", "adam-spikes/only-adam"),
    ),
    Asserted(
        "With a large β₂ the second moment no longer follows the gradients of the moment.",
        ("adam-spikes/lost-gradient", "adam-spikes/own-decay", "adam-spikes/beta2-from-the-start"),
    ),
    Asserted(
        "That drives the largest eigenvalue of the preconditioned Hessian beyond 2/η, and keeps it there "
        "until the loss spikes.",
        ("adam-spikes/curvature-precedes", "adam-spikes/sustained", "adam-spikes/onset-at-threshold"),
    ),
    Asserted(
        "The gradient turns into the top direction, and the spike comes when the curvature along it exceeds "
        "2/η (abstract of the first version).",
        ("adam-spikes/aligned", "adam-spikes/gradient-times"),
    ),
    Asserted(
        "A spike has five stages, from the first decay to the recovery.",
        ("adam-spikes/own-decay", "adam-spikes/recovered"),
        open="The three stages between are not judged one by one.",
    ),
    Asserted(
        "The curvature along the gradient foretells spikes.",
        ("adam-spikes/gradient-times", "adam-spikes/fewer-false-alarms"),
    ),
    Asserted(
        "What follows from the mechanism prevents spikes, from small networks to large transformers.",
        ("adam-spikes/epsilon-rescues", "adam-spikes/beta2-from-the-start"),
        beyond="Of transformers only a small one is trained here.",
    ),
)
COMPLEXITY_CONTROL = (
    Asserted(
        "Control of complexity, by the rate of initialization and by weight decay, improves the scaling law, "
        "whatever the size of model and data.",
        (
            "scaling-law/constant-rate-falls-faster",
            "scaling-law/less-data-needed",
            "initialization-rate/decay-helps",
        ),
    ),
    Asserted(
        "The gain shows in the benchmarks of models with 2.4 billion parameters after 10¹² tokens.",
        beyond="That takes a cluster; a model trains in seconds here, and there are no benchmarks for it.",
    ),
    Asserted(
        "With a constant initialization rate in place of a constant σ the law falls faster with the size of "
        "the model, and of the data.",
        ("scaling-law/constant-rate-falls-faster", "scaling-law/steeper-in-data"),
    ),
    Asserted("What gains most is reasoning.", ("scaling-law/gain-in-the-answer",)),
)
COMPOSITION = (
    Asserted(
        "How large its weights begin decides whether a transformer finds the rule behind a composition or "
        "memorizes what it saw.",
        (
            "reason-or-memorize/small-reasons-large-memorizes",
            "initialization-rate/gamma-raises-reasoning",
            "reason-or-memorize/symmetric-then-rule",
        ),
    ),
    Asserted(
        "Inside the model information flows differently for each of the two solutions.",
        open="The pages show embeddings and answers; no criterion is frozen for the flow yet.",
    ),
    Asserted(
        "Solutions by the rule are of low complexity, which may be why each anchor's map is learnt alone.",
        ("initialization-rate/reasoning-is-simpler",),
        open="That it is the reason is a hypothesis there, and is not tested here.",
    ),
    Asserted(
        "The initialization rate is a handy dial between reasoning and memory.",
        ("initialization-rate/gamma-raises-reasoning",),
    ),
)
PHASES = (
    Asserted(
        "The exponents of the initialization decide the regime of a two-layer ReLU network as its width "
        "grows: its input weights change by a vanishing, a bounded or a growing factor.",
        ("condensation/phase-boundary",),
        beyond="Widths are finite here; the sign of the trend stands for the limit.",
    ),
    Asserted(
        "In the linear regime training is that of a random feature model, its loss decaying exponentially.",
        open="The trend tells this regime from the other; the decay itself is not judged.",
    ),
    Asserted(
        "In the condensed regime the active neurons gather at a few directions.",
        ("condensation/small-weights-condense",),
    ),
    Asserted(
        "The critical regime between them has the mean-field model as its example.",
        open="Cells near the border are left out of the count.",
    ),
)
BIAS_POTENTIAL = (
    Asserted(
        "Stopped early, the bias potential model generalizes with an accuracy that no dimension spoils.",
        (
            "bias-potential/rate",
            "bias-potential/bound",
            "bias-potential/trainable",
            "bias-potential/samples-mislead",
        ),
        beyond="A grid carries the density, in one, two and three dimensions.",
    ),
    Asserted(
        "In the long run it memorizes its samples, or diverges.",
        ("bias-potential/u-curve", "bias-potential/memorizes", "bias-potential/norm-grows"),
    ),
)
MEMORY3 = (
    Asserted(
        "Explicit memory is cheaper than parameters and than the retrieval of text.",
        (
            "memory-hierarchy/weights-pay-late",
            "memory-hierarchy/caches-have-their-place",
            "memcube/dearer-in-weights",
        ),
    ),
    Asserted(
        "With most of its knowledge outside, a model can be smaller, and cheaper to train and to use, in "
        "proportion to the abstract knowledge that is left.",
        ("memory-hierarchy/caches-for-many", "memory-model/skill-without-facts"),
        open="That it is in proportion is not tested.",
    ),
    Asserted(
        "A model of 2.4 billion parameters, trained from scratch, beats much larger ones and retrieval, and "
        "decodes faster than retrieval.",
        beyond="It takes the model and its benchmarks; here decoders have two layers.",
    ),
    Asserted(
        "It is a third form of memory, between parameters and the context's keys and values.",
        ("memory-hierarchy/caches-have-their-place",),
    ),
    Asserted(
        "A theory of circuits says which knowledge can leave the parameters.",
        ("memory-model/skill-without-facts",),
        open="Only its first consequence is tested: skill without facts.",
    ),
    Asserted(
        "Few keys and values suffice, so that memories can be stored.",
        ("fact-memories/reference-suffices", "fact-memories/sparse-suffices"),
    ),
    Asserted(
        "Two stages of pretraining help memories to form.",
        (
            "memory-hierarchy/memory-is-learnt",
            "memory-hierarchy/text-first-helps",
            "memory-hierarchy/from-the-start-ignored",
        ),
    ),
)
MEMOS = (
    Asserted(
        "A layer of explicit memory between parameters and retrieval lowers the cost of knowledge.",
        ("memory-hierarchy/caches-have-their-place", "memcube/halves-the-cost"),
    ),
    Asserted(
        "Text, activations and parameters can be one managed resource, so that memories are cheap to keep "
        "and to find.",
        ("memcube/halves-the-cost", "memcube/keeps-answering", "fact-memories/cache-is-the-text"),
    ),
    Asserted(
        "The unit is a cube that carries its content with where it came from and its versions.",
        open="A design, which the lab builds and tests as software; it asserts nothing to measure.",
    ),
    Asserted(
        "Cubes can be composed, moved and fused, from one kind of memory to another.",
        ("memcube/keeps-answering", "memcube/hot-into-weights"),
        open="Fused memories are shown, and not judged.",
    ),
    Asserted(
        "So models become easier to control, to adapt and to develop over time.",
        beyond="It is about people's long use of large models.",
    ),
)
GAN_GENERALIZATION = (
    Asserted(
        "In the long run a GAN ends as its samples: memorization cannot be avoided.",
        ("density-gan/ends-as-copy", "gan/memorizes"),
    ),
    Asserted(
        "With a density in the generator's place one sees what the discriminator does for generalization.",
        ("density-gan/weak-judge-wins", "density-gan/turns"),
    ),
    Asserted(
        "Stopped early, the error in Wasserstein distance escapes the curse of dimension.",
        ("density-gan/rate",),
        beyond="The rate is measured in two dimensions, where there is little of the curse.",
    ),
    Asserted(
        "To learn by a Wasserstein GAN is hard.",
        open="A construction of hard pairs is not built yet.",
    ),
)
LEARNING_DISTRIBUTIONS = (
    Asserted(
        "Trained to the end, a model of a distribution is its samples, though in practice it makes new ones.",
        ("distribution-atlas/all-copy", "distribution-atlas/end-as-memory"),
    ),
    Asserted(
        "All well-known models follow from a few principles.",
        beyond="A derivation is no measurement; eight families that follow from it are trained side by side.",
    ),
    Asserted(
        "Training regularizes by itself: stopped early, these models generalize without the curse of "
        "dimension.",
        ("bias-potential/rate", "density-gan/rate"),
        open="Tested for two of the families, in two other papers of the same authors.",
    ),
    Asserted(
        "Generators have a landscape with wrong minima, and modes collapse by the dynamics of training.",
        ("landscape/wrong-valley", "mode-collapse/lateness", "mode-collapse/slower-is-worse"),
    ),
)
ABSTRACTS = {
    "2506.04805": ADAM,
    "2505.23013": COMPLEXITY_CONTROL,
    "2405.05409": COMPOSITION,
    "2007.07497": PHASES,
    "2011.14269": BIAS_POTENTIAL,
    "2407.01178": MEMORY3,
    "2507.03724": MEMOS,
    "2107.03633": GAN_GENERALIZATION,
    "2212.11481": LEARNING_DISTRIBUTIONS,
}
"""By the paper's number at arXiv; what an abstract only introduces with is left out."""
