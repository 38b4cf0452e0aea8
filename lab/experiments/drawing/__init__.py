"""The grammar of figures: panels in order, marks on them, names, and what of it differs on a phone."""
