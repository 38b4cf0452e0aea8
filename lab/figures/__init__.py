"""A figure filled with what is recorded, drawn without a browser."""
