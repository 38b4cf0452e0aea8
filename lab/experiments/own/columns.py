"""The columns of a watched training; NaN where something was not measured at a step."""

COLUMNS = {
    "alignment": "cosine between the preconditioned gradient and the direction of largest curvature",
    "decoupling": "‖g‖²/Σv: how far the optimizer's memory of squares is from the gradient",
    "eta_max": "largest step size of the optimizer's groups",
    "eta_min": "smallest step size of its groups",
    "grad_norm": "‖g‖ as the optimizer gets it, after clipping",
    "kappa": "what clipping has left of the gradient: 1 is all",
    "loss": "sum of the step's losses, before the step",
    "measured": "1 where curvature was measured at this very step, else 0",
    "share_grad": "curvature along the gradient, as a share of its limit",
    "share_max": "the largest curvature, as a share of its limit",
    "share_step": "the same along the step, by one forward pass after it: over 1 the loss has risen",
    "spent": "time that watching has taken so far, as a share of the loop's own",
    "stage": "the light: 0 calm, 1 near, 2 now",
    "threshold": "the limit of all shares, 1",
    "v_norm": "√Σv, of the optimizer's memory of squares",
}
"""Name -> meaning, in the order of the names."""
