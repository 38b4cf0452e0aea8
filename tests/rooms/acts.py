"""What a teacher may do in a room."""

ACTS = (
    "ask",
    "close",
    "reveal",
    "back",
    "next",
    "look-up",
    "door",
    "end",
    "remove",
    "run",
    "play",
    "follow",
    "show",
    "burn",
)
