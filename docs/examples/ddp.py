"""Two processes train one model by DDP: each watches, they measure together, and the first writes.

python docs/examples/ddp.py
"""

import tempfile

import torch
from sklearn.datasets import load_digits
from torch import distributed, multiprocessing
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

import lab

RANKS, STEPS = 2, 600


def train(rank, address):
    distributed.init_process_group("gloo", init_method=address, rank=rank, world_size=RANKS)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    digits = load_digits()
    x, y = torch.tensor(digits.data, dtype=torch.float32) / 16, torch.tensor(digits.target)
    x, y = x[rank::RANKS], y[rank::RANKS]
    net = torch.nn.Sequential(torch.nn.Linear(64, 256), torch.nn.ReLU(), torch.nn.Linear(256, 10))
    model = DistributedDataParallel(net)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)

    with lab.watch(model, optimizer, name="digits, by two") as w:  # new, on each rank
        for _ in range(STEPS):
            rows = torch.randint(len(x), (25,))
            loss = w.loss(lambda: cross_entropy(model(x[rows]), y[rows]))  # changed
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    print(f"rank {rank}: measured at {w.measured} of {STEPS} steps, by {w.engine.name}")
    if rank == 0:
        print(w.url)
    distributed.destroy_process_group()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.spawn(train, args=(f"file://{folder}/group",), nprocs=RANKS)
