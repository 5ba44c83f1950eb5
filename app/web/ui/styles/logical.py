"""Left and right become start and end, so that one stylesheet serves every direction of writing.

nhsuk-frontend knows only left to right. An English page stays as it was, pixel for pixel; an
Arabic page is mirrored; an English questionnaire inside an Arabic page keeps its own direction.
"""

import re

Declaration = tuple[str, str]

_SIDES = {"left": "inline-start", "right": "inline-end"}
_EDGES = ("", "-width", "-color", "-style")
_RENAMED = (
    {f"{box}-{side}": f"{box}-{_SIDES[side]}" for box in ("margin", "padding") for side in _SIDES}
    | {side: f"inset-{_SIDES[side]}" for side in _SIDES}
    | {f"border-{s}{edge}": f"border-{_SIDES[s]}{edge}" for s in _SIDES for edge in _EDGES}
    | {
        f"border-{row}-{column}-radius": f"border-{block}-{inline}-radius"
        for row, block in (("top", "start"), ("bottom", "end"))
        for column, inline in (("left", "start"), ("right", "end"))
    }
)
_CORNERS = ("start-start", "start-end", "end-end", "end-start")

# Ticks and arrows are drawn with borders and turned: mirrored borders would draw another shape.
_SHAPE_SELECTOR = re.compile(r"__arrow|details__summary::?before|checkboxes__label::?after")
_SHAPE_VALUE = re.compile(r"rotate\(")


def mirrored(selector: str, declarations: list[Declaration]) -> list[Declaration]:
    """The same declarations, saying start and end wherever they said left and right."""
    draws_shape = _SHAPE_SELECTOR.search(selector) or any(
        name == "clip-path" or _SHAPE_VALUE.search(value) for name, value in declarations
    )
    result: list[Declaration] = []
    for name, value in declarations:
        keep = draws_shape and name.startswith("border")
        result += [(name, value)] if keep else _logical(name, value)
    return result


def _logical(name: str, value: str) -> list[Declaration]:
    important = "!important" if value.endswith("!important") else ""
    value = value.removesuffix("!important").strip()
    if name == "border-radius":
        pairs = _corners(value)
    elif name == "text-align" and value in _SIDES:
        pairs = [(name, _SIDES[value].removeprefix("inline-"))]
    elif name in ("float", "clear") and value in _SIDES:
        pairs = [(name, _SIDES[value])]
    else:
        pairs = _box(_RENAMED.get(name, name), value)
    return [(name, value + important) for name, value in pairs]


def _box(name: str, value: str) -> list[Declaration]:
    """Four values with a different left and right become a block pair and an inline pair."""
    match = re.fullmatch(r"(margin|padding|inset|border)(-width|-color|-style)?", name)
    values = _split(value)
    if match is None or len(values) != 4 or values[1] == values[3]:
        return [(name, value)]
    top, right, bottom, left = values
    box, edge = match[1], match[2] or ""
    return [
        (f"{box}-block{edge}", f"{top} {bottom}"),
        (f"{box}-inline{edge}", f"{left} {right}"),
    ]


def _corners(value: str) -> list[Declaration]:
    values = _split(value)
    if "/" in value or len(values) == 1:
        return [("border-radius", value)]
    four = (values * 2)[:4] if len(values) != 3 else [*values, values[1]]
    corners = zip(_CORNERS, four, strict=True)
    return [(f"border-{corner}-radius", radius) for corner, radius in corners]


def _split(value: str) -> list[str]:
    return re.findall(r"(?:[^\s()]|\([^)]*\))+", value)
