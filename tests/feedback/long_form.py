"""A form as long as a service's own is meant to be: twelve questions of every kind."""

from app.codesign import FormContent, Option, Question, QuestionKind, ShowIf

AGREE = tuple(
    Option(key, text)
    for key, text in (
        ("always", "Always"), ("mostly", "Most of the time"), ("some", "Some of the time"),
        ("rarely", "Rarely"), ("never", "Never"),
    )
)  # fmt: skip


def _choice(key: str, text: str) -> Question:
    return Question(key=key, kind=QuestionKind.ONE_CHOICE, text=text, options=AGREE)


TWELVE = FormContent(
    title="What is our service like for you?",
    why="We want to know what helps and what does not. Every three months we change something.",
    thanks="Thank you. We tell you on our wall and on this page what we change.",
    questions=(
        Question(key="coming", kind=QuestionKind.SECTION, text="Coming to us"),
        Question(
            key="wait", kind=QuestionKind.ONE_CHOICE, text="How was the wait for you?",
            options=(
                Option("fine", "It was fine"), Option("long", "It was too long"),
                Option("told", "It was long, but I was told why"),
            ),
        ),
        Question(
            key="wait_helped", kind=QuestionKind.SHORT_TEXT, show_if=ShowIf("wait", ("long",)),
            text="What would have made the wait easier?",
        ),
        _choice("place", "Was it easy for you to get to your sessions?"),
        Question(key="with_us", kind=QuestionKind.SECTION, text="Being with us"),
        _choice("listened", "Did people listen to you?"),
        _choice("choice", "Did you have a say in what was done?"),
        _choice("safe", "Did you feel safe?"),
        Question(
            key="culture", kind=QuestionKind.YES_NO,
            text="Did we understand your culture, language or beliefs as you needed it?",
        ),
        _choice("questions", "Was it worth answering the questions before sessions?"),
        Question(
            key="helped", kind=QuestionKind.SEVERAL, text="What helped you?",
            hint="Choose as many as you like.",
            options=(
                Option("talking", "Talking with my therapist"), Option("group", "The group"),
                Option("between", "What I did between sessions"), Option("people", "Other people"),
                Option("nothing", "Nothing helped"),
            ),
        ),
        Question(
            key="overall", kind=QuestionKind.SCALE, text="How good was it, all in all?",
            lowest="Not good at all", highest="Very good", points=5,
        ),
        Question(key="good", kind=QuestionKind.LONG_TEXT, text="What was good?"),
        Question(key="change", kind=QuestionKind.LONG_TEXT, text="What should we change?"),
    ),
)  # fmt: skip
