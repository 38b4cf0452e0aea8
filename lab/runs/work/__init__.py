"""What a worker does: it trains, and writes."""
