"""The picture of an address: every dark square of the code, and nothing else."""

import re

import segno

from app.web.ui import qr_code

ADDRESS = "https://heard.example/c/abcdefghijklmnopqrstuv?a=1&b=<2>"
BORDER = 4


def test_the_picture_is_the_code_square_by_square():
    code = segno.make(ADDRESS, error="m", micro=False).matrix
    lines = re.findall(r"M(\d+) (\d+)\.5h(\d+)", qr_code(ADDRESS))

    drawn = {
        (int(left) + step, int(top)) for left, top, length in lines for step in range(int(length))
    }
    dark = {
        (x + BORDER, y + BORDER)
        for y, row in enumerate(code)
        for x, square in enumerate(row)
        if square
    }
    assert drawn == dark
    assert f'viewBox="0 0 {len(code) + 2 * BORDER} {len(code) + 2 * BORDER}"' in qr_code(ADDRESS)


def test_no_word_of_the_address_is_in_it():
    assert not re.search(r"heard\.example|abcdef|<2>|&", qr_code(ADDRESS))
