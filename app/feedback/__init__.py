"""What people say about the service in its own forms.

Anonymous answers lead to nobody: a ticket is spent, and what was said is written elsewhere, held
until there are enough, and released in random order.
"""

from app.feedback.drafts import FeedbackDraft, forget_drafts
from app.feedback.given import CommentState, Feedback, FeedbackComment, FeedbackResponse, ReplyWish
from app.feedback.held import FeedbackAdmission, HeldFeedback

__all__ = [
    "CommentState",
    "Feedback",
    "FeedbackAdmission",
    "FeedbackComment",
    "FeedbackDraft",
    "FeedbackResponse",
    "HeldFeedback",
    "ReplyWish",
    "forget_drafts",
]
