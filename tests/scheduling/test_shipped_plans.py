"""The shipped plan that a new pathway starts from."""

import pytest

from app import scheduling


@pytest.mark.parametrize(
    ("pathway", "plan"),
    [
        ("STEPPS-EI group", "stepps-ei"), ("ACT, 12 weeks", "act"), ("DBT skills", "dbt"),
        ("Psychology Awareness Programme", "pap"), ("Assessment", "assessment"),
        ("CBT for psychosis", "one-to-one"), ("EMDR", "one-to-one"), ("Group", "one-to-one"),
        ("Interaction group", "one-to-one"), ("Psychological therapy", "one-to-one"),
        ("", "one-to-one"),
    ],
)  # fmt: skip
def test_a_pathway_starts_from_the_plan_that_its_name_speaks_of(pathway, plan):
    assert scheduling.shipped_plan_for(pathway).key == plan
