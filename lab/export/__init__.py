"""What is sent on: page data, replays, pictures, previews, tables, notebooks."""
