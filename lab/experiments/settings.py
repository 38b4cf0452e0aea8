"""Settings that several experiments have: what is alike of them, once; a config adds default and help."""

from functools import partial

from lab.contract.field import setting

SEED = partial(setting, 0, minimum=0, maximum=2**31 - 1, widget=(0, 20))
STEPS = partial(setting, minimum=1, maximum=20_000, scale="log")
STRIDE = partial(setting, minimum=1, maximum=1000)
LEARNING_RATE = partial(setting, symbol="η", minimum=1e-5, maximum=0.1, scale="log")
RECORD = partial(setting, "full", label="What is recorded")

# Transformers and decoders
WIDTH = partial(setting, symbol="d", minimum=8, maximum=128)
HEADS = partial(setting, minimum=1, maximum=8)

# Points in the plane
TARGET = partial(setting, label="Truth")
SAMPLES = partial(setting, label="Training points", symbol="n", minimum=2, maximum=5000, scale="log")
EVALUATIONS = partial(setting, label="Moments recorded", minimum=2, maximum=120)
BANDWIDTH = partial(
    setting, symbol="h", minimum=0.02, maximum=2.0, scale="log", widget=(0.06, 0.6), main=True
)
FEATURES = partial(
    setting,
    help="Number of random features.",
    label="Features",
    symbol="m",
    minimum=2,
    maximum=1000,
    scale="log",
)
RADIUS = partial(setting, 0.05, label="On a point", minimum=0.0, maximum=0.5)

# Facts in texts, caches and weights
LESSON = partial(setting, label="What is done")
KEPT_TOKENS = partial(setting, 4, label="Words kept", minimum=1, maximum=16)
RANK = partial(setting, 4, "Rank of the change of the weights (LoRA).", symbol="r", minimum=1, maximum=16)
WRITING_RATE = partial(
    LEARNING_RATE,
    1e-2,
    "Size of a step of Adam when facts are written into weights.",
    minimum=1e-4,
    widget=(1e-3, 3e-2),
)
MOST = partial(setting, label="Steps at most", minimum=1, maximum=1000, widget=(50, 400))
DOCUMENTS = partial(setting, symbol="K", minimum=1, maximum=5, main=True)
ZIPF = partial(
    setting,
    help="How unequal the interest is: the n-th most asked is asked n^-z times as often as the first.",
    label="Inequality of interest",
    symbol="z",
    minimum=0.0,
    maximum=3.0,
)

GROUPS = {
    "network": """
        activation architecture bandwidth base_width complexity context discriminator_width families
        family features feed_forward fixed_std forms gamma0 gamma_std gammas gammas_pd gammas_prime
        heads judge judges kept_layers kept_tokens kernel_width kernel_widths layers model neurons
        norm_cap policies rank scheme token_choice weights width widths""",
    "optimizer": """
        batch_size beta1 beta1s beta2 beta2s discriminator_rate discriminator_steps end_time epsilon
        eta final_rate guard learning_rate most optimizer pace paces penalty replay seed seeds
        solver starts steps substeps warmup weight_decays windows x1 x2""",
    "data": """
        acts agents bits budget cubes curricula curvature data_seed data_seeds dim dims documents
        drift_every events facts floor groups half_life keys lesson memories modulus people power
        questions samples sequence shifted_pair sizes target task teacher_norm ttl update_share zipf""",
    "measuring": """
        coarsen device distance_stride dtype evaluations generated grid largest least measure radius
        record shown stride test_points tracker verify""",
}
"""The names of settings by what they are about: a name is about the same in every experiment."""


def group_of(name: str) -> str:
    """The group of a setting; of a new name the last."""
    return next((group for group, names in GROUPS.items() if name in names.split()), list(GROUPS)[-1])
