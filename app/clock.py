"""What time it is, for the whole portal: stored in UTC, shown in the service's own time."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, in UTC. Only the server's clock counts, never a phone's (REL-11)."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on a clock in the service's waiting room."""
    return moment.astimezone(LOCAL)


def noon(day: date) -> datetime:
    """The middle of that day where the service is."""
    return datetime.combine(day, time(12), LOCAL).astimezone(UTC)


def today() -> date:
    """Today's date where the service is."""
    return local(now()).date()
