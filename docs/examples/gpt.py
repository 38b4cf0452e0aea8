"""A GPT of 1.3 million parameters on the source files of Python's standard library, in minibatches of bytes.

python docs/examples/gpt.py
"""

import sysconfig
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

import lab

LENGTH, WIDTH, HEADS, LAYERS, STEPS = 64, 128, 4, 6, 500


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x):
        q, k, v = self.qkv(self.norm1(x)).view(*x.shape[:2], 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        mixed = scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(x.shape)
        x = x + self.out(mixed)
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.bytes, self.places = nn.Embedding(256, WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
        self.out = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 256))

    def forward(self, x):
        return self.out(self.blocks(self.bytes(x) + self.places.weight))


torch.manual_seed(0)
files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
text = torch.frombuffer(bytearray(b"".join(path.read_bytes() for path in files)), dtype=torch.uint8)
model = GPT()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)
schedule = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.01, total_iters=50)

with lab.watch(model, optimizer, name="GPT", steps=STEPS) as w:  # new
    for _ in range(STEPS):
        starts = torch.randint(len(text) - LENGTH, (8, 1))
        rows = text[starts + torch.arange(LENGTH + 1)].long()
        x, y = rows[:, :-1], rows[:, 1:]
        loss = w.loss(lambda: cross_entropy(model(x).flatten(0, 1), y.flatten()))  # changed
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()

size = sum(p.numel() for p in model.parameters())
print(f"{size:,} parameters; measured at {w.measured} of {STEPS} steps, by {w.engine.name}; {w.url}")
