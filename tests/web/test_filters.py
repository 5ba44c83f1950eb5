"""All pages share one set of filters: a name that two audiences give is one audience's error."""

from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import app.web


def test_no_two_audiences_give_a_filter_the_same_name():
    given: dict[str, set[Callable[..., Any]]] = defaultdict(set)
    for module in walk_packages(app.web.__path__, "app.web."):
        filters = getattr(import_module(module.name), "FILTERS", {})
        for name, does in filters.items():
            given[name].add(does)

    assert "moment" in given
    assert [name for name, several in given.items() if len(several) > 1] == []
