"""A plain loop: handwritten digits, 50 at a time.

python docs/examples/plain.py
"""

import torch
from sklearn.datasets import load_digits
from torch.nn.functional import cross_entropy

import lab

torch.manual_seed(0)
digits = load_digits()
x, y = torch.tensor(digits.data, dtype=torch.float32) / 16, torch.tensor(digits.target)
model = torch.nn.Sequential(torch.nn.Linear(64, 256), torch.nn.ReLU(), torch.nn.Linear(256, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)

with lab.watch(model, optimizer, name="digits") as w:  # new
    for _ in range(1500):
        rows = torch.randint(len(x), (50,))
        loss = w.loss(lambda: cross_entropy(model(x[rows]), y[rows]))  # changed: the loss as a function
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

print(f"measured at {w.measured} of 1500 steps, by {w.engine.name}; {w.url}")
