"""The words of the log. Stored are names for machines, which a file of the log keeps; a page says these instead."""

from django.utils.translation import gettext, gettext_lazy, gettext_noop

VERBS = frozenset(
    {
        gettext_noop("accepted"),
        gettext_noop("added"),
        gettext_noop("added evidence"),
        gettext_noop("archived"),
        gettext_noop("asked again"),
        gettext_noop("asked for a report"),
        gettext_noop("asked instead"),
        gettext_noop("asked reviewers"),
        gettext_noop("awaits participants"),
        gettext_noop("brought back"),
        gettext_noop("came by a personal link"),
        gettext_noop("challenged a position"),
        gettext_noop("changed"),
        gettext_noop("changed the last day"),
        gettext_noop("closed"),
        gettext_noop("continued in another edition"),
        gettext_noop("created"),
        gettext_noop("decided on a position"),
        gettext_noop("ended a deputy"),
        gettext_noop("followed up"),
        gettext_noop("handed a review back"),
        gettext_noop("invited"),
        gettext_noop("invited again"),
        gettext_noop("invited participants"),
        gettext_noop("joined"),
        gettext_noop("left"),
        gettext_noop("locked"),
        gettext_noop("locked with a reply open"),
        gettext_noop("moved to another edition"),
        gettext_noop("named a deputy"),
        gettext_noop("opened"),
        gettext_noop("opened again"),
        gettext_noop("proposed a round"),
        gettext_noop("published"),
        gettext_noop("recorded a position"),
        gettext_noop("reminded participants"),
        gettext_noop("removed"),
        gettext_noop("removed evidence"),
        gettext_noop("reopened answers"),
        gettext_noop("revealed a criterion"),
        gettext_noop("revealed results"),
        gettext_noop("sent a link"),
        gettext_noop("sent a position"),
        gettext_noop("sent again"),
        gettext_noop("showed a link"),
        gettext_noop("submitted a review"),
        gettext_noop("submitted answers"),
        gettext_noop("took a reviewer back"),
        gettext_noop("tried a report again"),
        gettext_noop("withdrew"),
        gettext_noop("withdrew an invitation"),
    }
)
THINGS = {
    "assessments.assessment": gettext_lazy("assessment"),
    "assessments.participant": gettext_lazy("participant"),
    "assessments.position": gettext_lazy("position"),
    "assessments.recommendation": gettext_lazy("recommendation"),
    "assessments.review": gettext_lazy("review"),
    "assessments.round": gettext_lazy("round"),
    "cities.city": gettext_lazy("city"),
    "cities.editiongrant": gettext_lazy("edition grant"),
    "cities.invitation": gettext_lazy("invitation"),
    "cities.member": gettext_lazy("member"),
    "cities.organisation": gettext_lazy("organisation"),
    "cities.outgoingmail": gettext_lazy("outgoing mail"),
    "reports.reportjob": gettext_lazy("report job"),
}


def verb_word(verb: str) -> str:
    """Say what somebody did; a verb of an older portal as it was stored."""
    return gettext(verb) if verb in VERBS else verb


def thing_word(label: str) -> str:
    """Say what it was done to; a thing of an older portal as it was stored."""
    return str(THINGS.get(label, label))
