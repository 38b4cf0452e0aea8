"""The words that everything shares, which know nothing: experiment, training, config, figure, claim, cut."""
