"""A lit lecture hall: a quarter of white lies over whatever is projected."""


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` under stray light of a quarter of white."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (0.75 * one + 0.25 for one in linear)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
