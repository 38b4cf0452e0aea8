"""What the experiments on complexity control share: small transformers trained together, in one batch."""
