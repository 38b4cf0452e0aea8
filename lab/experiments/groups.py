"""The groups of experiments in their order: the question that each asks, and what it is called in a bar."""

GROUPS = {
    "Optimization": "Why does training jump?",
    "Complexity": "When does a network reason?",
    "Distributions": "When does a model copy?",
    "Memory": "Where does a fact live?",
}
"""The question of each group."""
MENUS = {
    "Optimization": "Training",
    "Complexity": "Reasoning",
    "Distributions": "Copying",
    "Memory": "Memory",
}
"""What each group is called where there is little room."""
