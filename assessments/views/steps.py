"""The steps that a facilitator takes with a round, open, close and reveal, and the words around them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import actions
from assessments.models import Round, Stage


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the life of an assessment: its action and the words around it."""

    act: Callable[..., int | None]
    from_stage: Stage
    button: Promise
    explanation: Promise
    done: Promise


STEPS = {
    "open": Step(
        actions.open_round,
        Stage.DRAFT,
        _("Open for answers"),
        _(
            "Everybody invited gets a mail with a personal link, and can answer until the last day."
            " You can still invite more people."
        ),
        _("Open. Everybody invited gets a mail with a link, and sees it on their front page."),
    ),
    "close": Step(
        actions.close_round,
        Stage.OPEN,
        _("Close for answers"),
        _(
            "Nobody can answer or change an answer after this, and it cannot be undone."
            " Results stay hidden from everybody until you reveal them."
        ),
        _("Closed. Nobody sees results until you reveal them."),
    ),
    "reveal": Step(
        actions.reveal_round,
        Stage.CLOSED,
        _("Reveal the results"),
        _(
            "Every member of the city will see the results: scores, spread and comments without names."
            " Those who were asked get a mail. Revealing cannot be undone."
        ),
        _("The results are revealed to every member of the city."),
    ),
}
REVEAL_NAMED = _(
    "Every member of the city will see the results: scores, spread and comments. Those who took part, and you,"
    " also see who said what. Those who were asked get a mail. Revealing cannot be undone."
)
AGREED_DIRECTLY = {
    "open": replace(
        STEPS["open"],
        button=_("Begin agreeing"),
        explanation=_(
            "Nobody is asked alone. From now on you record, statement by statement, the level that the room agrees on."
            " What is asked can no longer be changed."
        ),
        done=_("You can now record what the room agrees on."),
    ),
}
"""Without ballots there is nothing to close and nothing sealed: locking the positions shows them."""
REVIEWERS_ALONE = {
    "open": replace(
        STEPS["open"],
        button=_("Open it"),
        explanation=_(
            "No leader is invited: reviewers alone look at it. You can still invite leaders until the last day."
            " What is asked can no longer be changed."
        ),
        done=_("Open. Reviewers can look at it in their own time."),
    ),
    "close": replace(
        STEPS["close"],
        button=_("Close it"),
        explanation=_(
            "No leader can be invited after this, and it cannot be undone. Reviewers can still finish,"
            " and you can agree on levels."
        ),
        done=_("Closed. You can now agree on levels."),
    ),
    "reveal": replace(
        STEPS["reveal"],
        done=_("Revealed. Levels show in the results once you lock the positions."),
        explanation=_(
            "No leader was asked, so the results are empty until you lock the positions; revealing has to come first."
            " It cannot be undone."
        ),
    ),
}


def step_of(round_: Round, name: str, asked: int) -> Step | None:
    """Return a step of a round in which so many people are asked; None where it has no such step."""
    assessment = round_.assessment
    if assessment.is_consensus_only:
        return AGREED_DIRECTLY.get(name)
    if assessment.needs_nobody and not asked:
        return REVIEWERS_ALONE.get(name)
    if name == "reveal" and assessment.is_named:
        return replace(STEPS[name], explanation=REVEAL_NAMED)
    return STEPS.get(name)
