"""The parts of a client's page, as they are read."""


def said(tag):
    """The words of a part of the page on one line."""
    return " ".join(tag.get_text(" ", strip=True).split())


def section(page, measure):
    """The part of the page that is about one measure."""
    return page.select_one(f"section[aria-labelledby={measure}]")
