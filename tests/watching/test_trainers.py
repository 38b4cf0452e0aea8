"""Others' trainers with the lab's callbacks: `make lessons` runs it where those packages are."""

import random
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

import lab
from lab.contract.errors import BadInput
from lab.runs.store.log import Log

pytestmark = [pytest.mark.lessons, pytest.mark.filterwarnings("default")]
STEPS = 44


def dice():
    return torch.get_rng_state().tolist(), np.random.get_state()[1].tolist(), random.getstate()


def test_importing_the_lab_imports_no_trainer():
    code = "import lab, sys; lab.watch; print({'transformers', 'lightning', 'accelerate'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "set()"
    code = "import lab, sys; lab.HFWatch; lab.LightningWatch; print('transformers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "True"


@pytest.mark.parametrize("name", ["HFWatch", "LightningWatch"])
def test_a_callback_takes_what_the_watch_takes(name):
    with pytest.raises(TypeError, match="overheat"):
        getattr(lab, name)(overheat=0.1)


# --- Hugging Face


def hugging(folder, callbacks, *, batches=2, clip=1.0, labels=True):
    """A small GPT-2 with its usual dropout, evaluated on the way; all that is left of it, and the losses."""
    from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments, set_seed

    set_seed(0)
    rows = torch.randint(20, (32, 6))
    data = [{"input_ids": row, "labels": row} for row in rows]
    config = GPT2Config(
        vocab_size=20, n_positions=6, n_embd=16, n_layer=2, n_head=2, bos_token_id=None, eos_token_id=None
    )
    arguments = TrainingArguments(
        folder,
        max_steps=STEPS,
        per_device_train_batch_size=4,
        gradient_accumulation_steps=batches,
        max_grad_norm=clip,
        learning_rate=3e-3,
        logging_steps=1,
        eval_strategy="steps",
        eval_steps=10,
        report_to="none",
        save_strategy="no",
        disable_tqdm=True,
        use_cpu=True,
        label_smoothing_factor=0.0 if labels else 0.1,
    )
    model = GPT2LMHeadModel(config)
    trainer = Trainer(model, arguments, train_dataset=data, eval_dataset=data[:8], callbacks=callbacks)
    trainer.train()
    history = trainer.state.log_history
    seen = [[row[name] for row in history if name in row] for name in ("loss", "eval_loss")]
    return [[p.tolist() for p in model.parameters()], seen, dice()]


@pytest.mark.parametrize("batches", [1, 2])
def test_hugging_face_s_trainer_is_watched_and_no_bit_changes(tmp_path, batches):
    before = hugging(tmp_path, [], batches=batches)
    watching = lab.HFWatch(overhead=float("inf"), name="small")
    assert hugging(tmp_path, [watching], batches=batches) == before
    w = watching.watch
    assert w.refused is None
    frame = w.run.frame
    assert frame["loss"].tolist() == pytest.approx(before[1][0], rel=1e-3)
    assert len(frame) == STEPS
    rows = frame[frame["measured"] == 1]
    assert len(rows) == w.measured > 0
    assert (rows["kappa"] <= 1).all()
    assert w.run.specifications[0]["config"]["name"] == "small"


def test_the_losses_of_batches_make_the_gradient_of_the_step(tmp_path):
    watching = lab.HFWatch(overhead=float("inf"))
    hugging(tmp_path, [watching], clip=0.0)
    frame = watching.watch.run.frame
    assert (frame.loc[frame["measured"] == 1, "kappa"] == 1).all()


def test_a_loss_that_the_trainer_computes_itself_is_none_of_the_model_s(tmp_path):
    watching = lab.HFWatch()
    hugging(tmp_path, [watching], labels=False)
    assert watching.watch.refused is not None
    assert (watching.watch.run.frame["grad_norm"] > 0).all()


# --- Lightning


def lit(callbacks, *, batches=2, fails=False, manual=False):
    """Dropout, a metric, something logged, clipping; all that is left of it."""
    import lightning
    from torch.utils.data import DataLoader, TensorDataset
    from torchmetrics.regression import MeanSquaredError

    class Fit(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.automatic_optimization = not manual
            self.layers = nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.2), nn.Tanh(), nn.Linear(16, 1))
            self.error = MeanSquaredError()

        def training_step(self, batch, batch_idx):
            x, y = batch
            if fails and self.global_step == 30:
                raise ValueError("mine")
            found = self.layers(x)
            self.error(found, y)
            self.log("error", self.error, on_epoch=True)
            loss = nn.functional.mse_loss(found, y)
            self.log_dict({"loss": loss})
            return None if batch_idx == 3 and batches == 1 else {"loss": loss}

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters(), lr=0.02)

    lightning.seed_everything(0, verbose=False)
    x = torch.randn(64, 4)
    module = Fit()
    trainer = lightning.Trainer(
        max_steps=STEPS,
        accelerator="cpu",
        accumulate_grad_batches=batches,
        gradient_clip_val=None if manual else 0.5,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        callbacks=callbacks,
    )
    trainer.fit(module, DataLoader(TensorDataset(x, x.sin().sum(1, keepdim=True)), 8, shuffle=True))
    assert "training_step" not in vars(module)
    seen = {name: value.item() for name, value in trainer.callback_metrics.items()}
    return [[p.tolist() for p in module.parameters()], seen, dice()]


@pytest.mark.parametrize("batches", [1, 2])
def test_lightning_s_trainer_is_watched_and_no_bit_changes(batches):
    before = lit([], batches=batches)
    watching = lab.LightningWatch(overhead=float("inf"))
    assert lit([watching], batches=batches) == before
    w = watching.watch
    frame = w.run.frame
    rows = frame[frame["measured"] == 1]
    assert len(rows) == w.measured > 0
    # Clipped to half: what is measured is the step's own gradient, after clipping.
    assert frame["grad_norm"].max() <= 0.5 * (1 + 1e-5)
    assert (rows["kappa"] <= 1).all()
    assert rows["kappa"].min() < 1


def test_a_training_that_fails_under_lightning_is_a_failed_run():
    watching = lab.LightningWatch()
    with pytest.raises(ValueError, match="mine"):
        lit([watching], fails=True)
    (info,) = Log().recordings_of(watching.watch.id)
    assert (info.state, info.error) == ("failed", "ValueError: mine")


def test_what_lightning_does_not_step_is_refused():
    with pytest.raises(BadInput, match="one optimizer that Lightning steps"):
        lit([lab.LightningWatch()], batches=1, manual=True)
