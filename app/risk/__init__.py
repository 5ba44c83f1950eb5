"""Answers somebody must act on."""

from app.risk.concerns import Concern, concerns_in, unanswered_risk_items

__all__ = ["Concern", "concerns_in", "unanswered_risk_items"]
