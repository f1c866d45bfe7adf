"""Days as people say them."""

from datetime import date

import pytest

from assessments.templatetags.assessment_dates import closing, spelled

TODAY = date(2027, 3, 8)


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        (date(2027, 3, 7), "The last day was Sunday 7 March"),
        (date(2027, 3, 8), "Closes today, Monday 8 March, at midnight"),
        (date(2027, 3, 9), "Closes tomorrow, Tuesday 9 March"),
        (date(2027, 3, 12), "Closes on Friday 12 March, in four days"),
        (date(2027, 3, 18), "Closes on Thursday 18 March, in 10 days"),
        (date(2028, 1, 3), "Closes on Monday 3 January 2028, in 301 days"),
    ],
)
def test_closing_says_the_day_and_how_far_it_is(last_day, expected):
    assert closing(last_day, TODAY) == expected


def test_a_day_of_another_year_carries_its_year():
    assert [spelled(date(2027, 12, 31), TODAY), spelled(date(2026, 12, 31), TODAY)] == [
        "Friday 31 December",
        "Thursday 31 December 2026",
    ]
