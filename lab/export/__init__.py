"""Exports: page data, replays, pictures, previews, tables, notebooks."""
