"""Trainings as functions, in a module that another process imports: batches in an order of their own."""

import random

import torch
from torch import nn

import lab
from tests.watching.trainings import data, dropped


class Order:
    """A sampler: which of the batches comes next, by dice of its own."""

    def __init__(self):
        self.dice = random.Random(0)

    def next(self):
        return self.dice.randrange(8)

    def state_dict(self):
        return {"dice": self.dice.getstate()}

    def load_state_dict(self, state):
        self.dice.setstate(state["dice"])


def trained(w, steps, remembers=True, count=None):
    """Adam with dropout and a schedule; each loss is added to `count`."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model, order = dropped(), Order()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 200)
    w.watch(model, optimizer, name="branching")
    for _ in w.steps(steps, also=[scheduler, order] if remembers else [scheduler]):
        x, y = data(order.next())
        loss = w.loss(lambda: (model(x) - y).square().mean())  # noqa: B023
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        if count is not None:
            count.append((loss.item(), *(float(p.detach().sum()) for p in model.parameters())))


@lab.own(checkpoint_every=20)
def train(w):
    """The whole training: 60 steps."""
    trained(w, 60)


@lab.own(checkpoint_every=20)
def forgetful(w):
    """The same; the order of its batches is nobody's."""
    trained(w, 60, remembers=False)


class Other(nn.Module):
    """No training function."""
