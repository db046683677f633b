"""The arithmetic of plots: values to coordinates. The drawing is in the templates."""

from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 320, 96, 8


def points(values: Sequence[float]) -> list[tuple[float, float]]:
    """Evenly spaced points inside the box, zero at the bottom so that a rise is not exaggerated."""
    top = max([*values, 0]) or 1
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    return [
        (
            round(MARGIN + step * place, 1),
            round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * value / top, 1),
        )
        for place, value in enumerate(values)
    ] or [(MARGIN, HEIGHT - MARGIN)]


def polyline(values: Sequence[float]) -> str:
    """The same as one `points` attribute."""
    return " ".join(f"{x},{y}" for x, y in points(values))
