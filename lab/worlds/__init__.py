"""This lab's data and little models: anchors, facts, targets, a tiny language, decoders that are shipped."""
