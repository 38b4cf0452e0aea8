"""How a recording is written as bytes: parcels, chunks, digests, checkpoints, `.labrun` files."""
