"""GOV.UK Notify: text messages, e-mail and letters, by its own client library."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.outbox.kinds import Channel
from app.outbox.senders import NotSent, Text

TIMEOUT_SECONDS = 20
# What Notify's published API says of a number or an address that can never work.
HOPELESS = ("phone_number", "email_address", "address must", "valid phone", "valid email")


@dataclass(frozen=True)
class NotifyKey:
    """How Notify knows us: where it is, our key, and one template for each channel.

    Each template says only ((body)), and ((subject)) where there is one: the words are ours.
    """

    api_key: str
    templates: Mapping[Channel, str]
    base_url: str = "https://api.notifications.service.gov.uk"


class NotifySender:
    """Hands texts to GOV.UK Notify. One for each worker: its client keeps a connection open."""

    def __init__(self, key: NotifyKey) -> None:
        self._key = key

    def send(self, text: Text) -> None:
        """Hand it over. Before a second attempt, ask whether the first one has arrived there."""
        from notifications_python_client.errors import APIError  # loads slowly

        try:
            if not (text.is_again and self._has(text.reference)):
                self._hand_over(text)
        except APIError as error:
            why, is_final = _reason(error.status_code, error.message)
            raise NotSent(why, is_final=is_final) from error

    def _has(self, reference: str) -> bool:
        found = self._client.get_all_notifications(reference=reference)
        return bool(found["notifications"])

    def _hand_over(self, text: Text) -> None:
        words = {"subject": text.subject, "body": text.body}
        template, reference = self._key.templates[text.channel], text.reference
        if text.channel is Channel.SMS:
            only = {"body": text.body}
            self._client.send_sms_notification(text.to, template, only, reference)
        elif text.channel is Channel.EMAIL:
            self._client.send_email_notification(text.to, template, words, reference)
        else:
            lines = {f"address_line_{n}": line for n, line in enumerate(text.to.splitlines(), 1)}
            self._client.send_letter_notification(template, lines | words, reference)

    @cached_property
    def _client(self) -> Any:
        from notifications_python_client import notifications

        client: Any = notifications.NotificationsAPIClient
        # It writes what Notify answers to the log, and that may quote a number (SEC-52).
        logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
        return client(self._key.api_key, self._key.base_url, TIMEOUT_SECONDS)


def _reason(status: int, said: Any) -> tuple[str, bool]:
    """Why, in words for the people who run the portal, and whether it is of no use to try again.

    What Notify says may quote the number or address: none of it is repeated.
    """
    errors = said if isinstance(said, list) else [{"error": "", "message": str(said)}]
    if status == 400 and any(_is_about_the_address(error) for error in errors):
        return "Notify refused the number or address", True
    named = {str(error.get("error", "")) for error in errors} & _NAMES.keys()
    if named:
        return _NAMES[named.pop()], False
    return _STATUSES.get(status, f"Notify could not take it ({status})"), False


def _is_about_the_address(error: Mapping[str, Any]) -> bool:
    words = str(error.get("message", "")).lower()
    return error.get("error") == "ValidationError" and any(word in words for word in HOPELESS)


_NAMES = {
    "RateLimitError": "Notify takes no more from us this minute",
    "TooManyRequestsError": "Notify takes no more from us today",
    "AuthError": "Notify refused our key",
}
_STATUSES = {
    400: "Notify refused the message (400): look at the templates and the key",
    403: "Notify refused our key",
    429: "Notify takes no more from us for now",
    500: "Notify has a fault of its own",
    503: "Notify does not answer",
}
