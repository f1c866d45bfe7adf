"""When an owner's reply is open, and when their time is over."""

from datetime import date

import pytest

from assessments.rules.positions import Agreed, is_open_reply, is_overdue, may_decide

FRIDAY, SATURDAY = date(2027, 3, 12), date(2027, 3, 13)


@pytest.mark.parametrize(
    ("status", "reply_by", "today", "is_open", "overdue"),
    [
        ("drafted", None, FRIDAY, False, False),
        ("sent", FRIDAY, FRIDAY, True, False),  # the day counts in full
        ("sent", FRIDAY, SATURDAY, False, True),
        ("challenged", FRIDAY, FRIDAY, True, False),
        ("challenged", FRIDAY, SATURDAY, True, False),  # it waits for a decision, however late
        ("accepted", FRIDAY, FRIDAY, False, False),
        ("decided", FRIDAY, SATURDAY, False, False),
    ],
)
def test_a_reply_is_open_until_it_is_given_or_its_day_is_over(status, reply_by, today, is_open, overdue):
    assert is_open_reply(status, reply_by, today) == is_open
    assert is_overdue(status, reply_by, today) == overdue
    assert may_decide(status, reply_by, today) == (overdue or status == "challenged")


def test_without_a_level_the_criterion_does_not_apply():
    assert [Agreed(level, None, "accepted").applies for level in (None, 0, 3)] == [False, True, True]
