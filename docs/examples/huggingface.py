"""Hugging Face's Trainer: a GPT-2 of 0.2 million parameters learns to add two digits.

pip install '.[watch-examples]'
python docs/examples/huggingface.py
"""

import tempfile

import torch
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments, set_seed

import lab

set_seed(0)
pairs = torch.cartesian_prod(torch.arange(10), torch.arange(10))
rows = torch.column_stack([pairs, torch.full((100,), 19), pairs.sum(1)])  # a, b, "=", a + b
labels = rows.masked_fill(torch.arange(4) < 3, -100)
data = [{"input_ids": row, "labels": label} for row, label in zip(rows, labels, strict=True)]
model = GPT2LMHeadModel(GPT2Config(vocab_size=20, n_positions=4, n_embd=64, n_layer=4, n_head=4))
watching = lab.HFWatch(name="sums")  # new

with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        folder,
        max_steps=600,
        per_device_train_batch_size=25,
        gradient_accumulation_steps=2,
        learning_rate=1e-3,
        report_to="none",
        save_strategy="no",
        disable_tqdm=True,
        use_cpu=True,
    )
    Trainer(model, arguments, train_dataset=data, callbacks=[watching]).train()  # changed: callbacks

w = watching.watch
print(f"measured at {w.measured} of 600 steps, by {w.engine.name}; {w.url}")
