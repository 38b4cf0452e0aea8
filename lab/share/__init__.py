"""What one sends on: a run's picture, preview, replay, notebook and citation. No server is needed here."""
