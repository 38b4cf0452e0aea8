"""A class in the lab: rooms, their seats and votes, and what each of those in them may see."""
