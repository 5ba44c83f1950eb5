"""An address as a picture, for the camera of a phone."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import segno
from markupsafe import Markup

# Light around the picture, in its own squares (ISO/IEC 18004).
BORDER = 4
SVG = Markup(
    '<svg class="heard-code" viewBox="0 0 {size} {size}">'
    '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" d="{lines}"/></svg>'
)


def qr_code(address: str) -> Markup:
    """The picture as SVG: lines, and not a word of anybody's."""
    matrix = segno.make(address, error="m", micro=False).matrix
    return SVG.format(size=len(matrix) + 2 * BORDER, lines="".join(_lines(matrix)))


def _lines(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    """Dark squares that are side by side, as one line through their middle."""
    for top, row in enumerate(matrix, start=BORDER):
        left = BORDER
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                yield f"M{left} {top}.5h{length}"
            left += length
