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
