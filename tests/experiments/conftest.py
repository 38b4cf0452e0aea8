"""Experiments are trained here as in a worker: on one thread."""

import torch

torch.set_num_threads(1)
