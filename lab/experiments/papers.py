"""Papers that several experiments are about."""

from lab.contract.experiment import Paper

ADAM_SPIKES = Paper(
    title="Adaptive Preconditioners Trigger Loss Spikes in Adam",
    authors="Bai, Zhou, Zhao, Li, Li, Xiong, Yang, Zhang and Xu (2025)",
    arxiv="2506.04805",
    short="Adam",
)
COMPLEXITY_CONTROL = Paper(
    title="Scalable Complexity Control Facilitates Reasoning Ability of LLMs",
    authors="Hang, Yao, Bai, Chen et al. (2025)",
    arxiv="2505.23013",
    short="Scaling",
)
GAN_GENERALIZATION = Paper(
    title="Generalization Error of GAN from the Discriminator's Perspective",
    authors="Yang and E (2021)",
    arxiv="2107.03633",
    short="GAN",
)
LEARNING_DISTRIBUTIONS = Paper(
    title="A Mathematical Framework for Learning Probability Distributions",
    authors="Yang (2022)",
    arxiv="2212.11481",
    short="Framework",
)
MEMORY3 = Paper(
    title="Memory³: Language Modeling with Explicit Memory",
    authors="Yang, Lin, Wang, Wu, Li, Tang, Wei, Wang, Tang, Song, Xi, Yu, Chen, Xiong and E (2024)",
    arxiv="2407.01178",
    short="Memory³",
)
