"""Lightning's Trainer: handwritten digits, with dropout, in two batches a step.

pip install '.[watch-examples]'
python docs/examples/lightning_trainer.py
"""

import lightning
import torch
from sklearn.datasets import load_digits
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

import lab


class Digits(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(64, 256), torch.nn.ReLU(), torch.nn.Dropout(0.2), torch.nn.Linear(256, 10)
        )

    def training_step(self, batch):
        x, y = batch
        loss = cross_entropy(self.layers(x), y)
        self.log("loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=0.003)


lightning.seed_everything(0)
digits = load_digits()
data = TensorDataset(torch.tensor(digits.data, dtype=torch.float32) / 16, torch.tensor(digits.target))
watching = lab.LightningWatch(name="digits, by Lightning")  # new
trainer = lightning.Trainer(
    max_steps=600,
    accelerator="cpu",
    accumulate_grad_batches=2,
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
    callbacks=[watching],  # changed
)
trainer.fit(Digits(), DataLoader(data, batch_size=32, shuffle=True))

w = watching.watch
print(f"measured at {w.measured} of 600 steps, by {w.engine.name}; {w.url}")
