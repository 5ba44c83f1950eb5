"""Makes the stylesheets in `static/`:  python -m app.web.ui.styles.build

Run it after a class was used for the first time or a source in this folder has changed; a test
fails until it was. The NHS stylesheet has 278 kB; a person on a bus needs about 4 of them.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.web.ui.styles.purge import Wanted, purge, tight

HERE = Path(__file__).parent
WEB = HERE.parents[1]
VENDOR = HERE / "vendor" / "nhsuk-frontend.min.css"
PERSON_TEMPLATES = (
    *(WEB / "ui/templates/ui").glob("*.html"),
    *(WEB / "service_user/templates").rglob("*.html"),
    *(WEB / "feedback/templates").rglob("*.html"),
)
# Paper, old browsers, colours that a device forces, and what is never on a person's page: a
# field or a button that is there and cannot be used.
LEFT_OUT = "print|forced|caret-color|:disabled|-moz-focus-inner"
# Whole components for the staff pages, so that using one more of them needs no rebuild.
STAFF_COMPONENTS = """nhsuk-back-link nhsuk-body nhsuk-breadcrumb nhsuk-button nhsuk-caption-
    nhsuk-card nhsuk-checkboxes nhsuk-date-input nhsuk-details nhsuk-error- nhsuk-fieldset
    nhsuk-footer nhsuk-form-group nhsuk-grid- nhsuk-header nhsuk-heading- nhsuk-hint nhsuk-input
    nhsuk-inset-text nhsuk-label nhsuk-lede-text nhsuk-link nhsuk-list nhsuk-main-wrapper
    nhsuk-notification-banner nhsuk-pagination nhsuk-panel nhsuk-password-input nhsuk-radios
    nhsuk-section-break nhsuk-select nhsuk-skip-link nhsuk-summary-list nhsuk-table nhsuk-tabs
    nhsuk-tag nhsuk-textarea nhsuk-u- nhsuk-warning-callout nhsuk-width-container"""
STAFF_TAGS = """a body button details dd dl dt fieldset form h1 h2 h3 h4 hr html img input label
    legend li ol p select strong summary svg table tbody td textarea th thead tr ul"""


@dataclass(frozen=True)
class Sheet:
    """One stylesheet: what to keep of the NHS one, if anything, and our own files after it."""

    name: str
    wanted: Wanted | None
    own: tuple[str, ...]


def sheets() -> list[Sheet]:
    """The stylesheets: as small as can be for people, whole components for staff."""
    classes, tags = _used_in(PERSON_TEMPLATES)
    staff = [name + end for name in STAFF_COMPONENTS.split() for end in ("", "_", "-")]
    return [
        Sheet(
            "person.css",
            Wanted(classes, tags, leave_out=LEFT_OUT),
            ("shared.css", "person.css"),
        ),
        # Beside the one above: pages on which nobody waits for the first question.
        Sheet("space.css", None, ("space.css",)),
        # Beside it too: a person's page that is only shown, or tried.
        Sheet("phone.css", None, ("phone.css",)),
        Sheet(
            "staff.css",
            Wanted(staff, STAFF_TAGS.split(), leave_out="^$"),
            (
                *("shared.css", "staff.css", "clinician.css", "administrator.css"),
                *("service_lead.css", "feedback.css", "letters.css", "codesign.css"),
                "codesign_versions.css",
            ),
        ),
    ]


def build(sheet: Sheet) -> str:
    """The finished stylesheet."""
    vendored = purge(VENDOR.read_text(), sheet.wanted) if sheet.wanted else ""
    return vendored + "".join(tight((HERE / own).read_text()) for own in sheet.own) + "\n"


def vendored_as_published() -> bool:
    """Is the vendored file the one that was published, byte for byte?"""
    expected, _, _name = (VENDOR.parent / "SHA256SUMS").read_text().partition(" ")
    return sha256(VENDOR.read_bytes()).hexdigest() == expected


def _used_in(templates: tuple[Path, ...]) -> tuple[set[str], set[str]]:
    text = "\n".join(template.read_text() for template in templates)
    return set(re.findall(r"nhsuk-[\w-]+", text)), set(re.findall(r"<([a-z][a-z0-9]*)", text))


def main() -> None:
    """Write the stylesheets where the pages find them."""
    for sheet in sheets():
        (HERE.parent / "static" / sheet.name).write_text(build(sheet))


if __name__ == "__main__":
    main()
