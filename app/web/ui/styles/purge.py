"""Keeps the part of a stylesheet that a set of templates uses, in as few bytes as is reasonable."""

import re
from collections.abc import Collection, Iterator

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

from app.web.ui.styles.logical import Declaration, mirrored

_CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
# `[class*=nhsuk-u-margin-]`: some class that has this in its name.
_PART_OF_CLASS = re.compile(r"\[class[*^]=[\"']?([\w-]+)[\"']?\]")
_TAG = re.compile(r"(?:^|[\s>+~(])([a-z][a-z0-9]*)")
# The second is how a parser reads the `screen\\0` trick.
_OLD_BROWSERS = re.compile("(?<!not \\()-ms-|\ufffd")
_PREFIXED = re.compile(r"-(webkit|moz|ms)-")


class Wanted:
    """What to keep: class names (one that ends in - or _ stands for all that begin so) and tags."""

    def __init__(self, classes: Collection[str], tags: Collection[str], *, leave_out: str) -> None:
        self.classes = frozenset(classes)
        self.beginnings = tuple(name for name in classes if name.endswith(("-", "_")))
        self.tags = frozenset(tags) | {"html", "body"}
        self.leave_out = re.compile(leave_out)

    def selector(self, selector: str) -> bool:
        """Can this selector match anything on our pages?"""
        needed = re.sub(r":not\([^)]*\)", "", selector)
        return (
            not self.leave_out.search(needed)
            and all(self._has(name) for name in _CLASS.findall(needed))
            and all(self._has_part(part) for part in _PART_OF_CLASS.findall(needed))
            and all(tag in self.tags for tag in _TAG.findall(re.sub(r"\[[^\]]*\]", "", needed)))
        )

    def condition(self, condition: str) -> bool:
        """Is this @media or @supports block for a device or browser we serve?"""
        return not self.leave_out.search(condition)

    def _has_part(self, part: str) -> bool:
        """Whether a class that is kept may have this in its name."""
        begins = any(part.startswith(name) or name in part for name in self.beginnings)
        return begins or any(part in name for name in self.classes)

    def _has(self, name: str) -> bool:
        return name in self.classes or name.startswith(self.beginnings)


def purge(css: str, wanted: Wanted) -> str:
    """The rules of `css` that are wanted, mirrored for right-to-left, without spare bytes."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(_rules(rules, wanted))


def _rules(rules: list[Node], wanted: Wanted) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            yield _style(rule, wanted)
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in ("media", "supports"):
            yield _block(rule, wanted)
        elif isinstance(rule, AtRule) and rule.lower_at_keyword == "keyframes":
            yield tight(rule.serialize())


def _block(rule: AtRule, wanted: Wanted) -> str:
    conditions = [tight(part) for part in tinycss2.serialize(rule.prelude).split(",")]
    conditions = [part for part in conditions if not _OLD_BROWSERS.search(part)]
    kept = [part for part in conditions if wanted.condition(part)]
    inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    body = "".join(_rules(inner, wanted)) if kept else ""
    return f"@{rule.lower_at_keyword} {','.join(kept)}{{{body}}}" if body else ""


def _style(rule: QualifiedRule, wanted: Wanted) -> str:
    selectors = [tight(part) for part in _top_level(tinycss2.serialize(rule.prelude))]
    kept = [part for part in selectors if wanted.selector(part)]
    if not kept:
        return ""
    selector = ",".join(kept)
    declarations = mirrored(selector, list(_declarations(rule)))
    body = ";".join(f"{name}:{value}" for name, value in declarations)
    return f"{selector}{{{body}}}" if body else ""


def _declarations(rule: QualifiedRule) -> Iterator[Declaration]:
    for item in tinycss2.parse_blocks_contents(rule.content, skip_comments=True):
        if item.type != "declaration" or _PREFIXED.match(item.lower_name):
            continue
        if rule.prelude and item.name.startswith("--nhsuk"):
            continue  # the vendored file defines these and never reads one
        important = "!important" if item.important else ""
        value = tight(tinycss2.serialize(item.value))
        if "url(" not in value:  # icons of components that need a script we do not ship
            yield item.name, value + important


def _top_level(selectors: str) -> list[str]:
    return re.split(r",(?![^(]*\))", selectors)


def tight(css: str) -> str:
    """The same CSS without comments and spare white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css).strip()
    css = re.sub(r"\s*([{};,>~])\s*", r"\1", css).replace(";}", "}").replace(": ", ":")
    return re.sub(r"(?<![\w.)])0\.(\d)", r".\1", css)
