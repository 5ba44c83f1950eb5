"""How much is asked of somebody."""


def minutes(questions: int, seconds_per_question: int) -> int:
    """About how long so many questions take: whole minutes, rounded up, at least one.

    The same for whoever asks and whoever answers, so that nobody is told less than they get.
    """
    return max(1, -(-questions * seconds_per_question // 60))
