"""The stylesheets: built from what is vendored, small, mirrored, asking nobody for anything."""

import gzip
import re
from collections import defaultdict

import pytest

from app.web.ui.styles import build
from app.web.ui.styles.logical import mirrored
from app.web.ui.styles.purge import Wanted, purge

STATIC = build.HERE.parent / "static"
SHEETS = {sheet.name: sheet for sheet in build.sheets()}


@pytest.mark.parametrize("name", SHEETS)
def test_the_committed_stylesheet_is_what_the_build_makes(name: str):
    committed = (STATIC / name).read_text()

    assert committed == build.build(SHEETS[name]), "run: python -m app.web.ui.styles.build"


def test_the_vendored_stylesheet_is_the_published_one():
    assert build.vendored_as_published()
    assert "MIT License" in (build.VENDOR.parent / "LICENSE").read_text()


@pytest.mark.parametrize("name", SHEETS)
def test_SEC_03_a_stylesheet_asks_nobody_for_anything(name: str):
    css = (STATIC / name).read_text()

    assert not re.search(r"url\(|@import|@font-face|//", css)


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_says_left_or_right_but_shapes(name: str):
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", (STATIC / name).read_text())
    sides = r"(?:left|right)"
    physical = re.compile(rf"(?:^|;)(?:(?:margin|padding)-)?{sides}:|text-align:{sides}")

    assert [selector for selector, body in rules if physical.search(body)] == []


def test_the_persons_stylesheet_stays_small():
    assert len(gzip.compress((STATIC / "person.css").read_bytes(), 9)) < 4_850


def test_every_class_of_a_persons_page_is_styled():
    """A class without a rule is a slip of the pen, or left over."""
    used, _ = build._used_in(build.PERSON_TEMPLATES)
    css = (STATIC / "person.css").read_text()

    assert [name for name in used if not re.search(rf"\.{name}(?![\w-])", css)] == []


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        (("margin-left", "4px"), [("margin-inline-start", "4px")]),
        (("left", "0"), [("inset-inline-start", "0")]),
        (("text-align", "right!important"), [("text-align", "end!important")]),
        (("border-left", "1px solid"), [("border-inline-start", "1px solid")]),
        (
            ("padding", "1px 2px 3px 4px"),
            [("padding-block", "1px 3px"), ("padding-inline", "4px 2px")],
        ),
        (("padding", "1px 2px 3px 2px"), [("padding", "1px 2px 3px 2px")]),
        (("margin", "0 calc(1px + 2px) 0 0"), [
            ("margin-block", "0 0"), ("margin-inline", "0 calc(1px + 2px)"),
        ]),
        (("border-width", "0 1px 0 0"), [
            ("border-block-width", "0 0"), ("border-inline-width", "0 1px"),
        ]),
        (("border-top-left-radius", "4px"), [("border-start-start-radius", "4px")]),
        (("border-radius", "4px"), [("border-radius", "4px")]),
    ],
    ids=lambda value: str(value[0]),
)  # fmt: skip
def test_left_and_right_become_start_and_end(
    declaration: tuple[str, str], expected: list[tuple[str, str]]
):
    assert mirrored(".card", [declaration]) == expected


def test_a_tick_drawn_with_borders_keeps_its_shape():
    tick = [("border-left", "0"), ("left", "0"), ("transform", "rotate(-45deg)")]

    assert mirrored(".box:after", tick) == [
        ("border-left", "0"),
        ("inset-inline-start", "0"),
        ("transform", "rotate(-45deg)"),
    ]


def test_only_what_is_used_is_kept():
    css = ".a{color:red}.a .b{top:0}.a:not(.b){top:1px}@media print{.a{top:2px}}p{margin:0}"

    kept = purge(css, Wanted(["a"], [], leave_out="print"))

    assert kept == ".a{color:red}.a:not(.b){top:1px}"


def test_no_two_audiences_give_a_class_their_own_meaning():
    """All of theirs end in one sheet: what one calls `heard-wide` would change another's pages."""
    given: dict[str, set[str]] = defaultdict(set)
    audiences = set(SHEETS["staff.css"].own) - {"shared.css", "staff.css"}
    for part in audiences | {"staff.css"}:
        text = (build.HERE / part).read_text(encoding="utf-8")
        for heads in re.findall(r"([^{}@]+)\{", text):
            for name in re.findall(r"(?:^|,|\n)\s*\.(heard-[\w-]+)\s*(?=,|$)", heads):
                given[name].add(part)

    assert len(given) > 100
    assert {name: parts for name, parts in given.items() if len(parts) > 1} == {}
