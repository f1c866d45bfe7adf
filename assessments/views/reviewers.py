"""The facilitator's page of reviewers: ask, take back, hand back. It never says what is in a review."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.review import AskReviewersForm
from assessments.queries.revealing import first_revealed
from assessments.queries.reviews import reviewers_to_ask, reviews_of
from assessments.queries.visible_reviews import visible_reviews
from assessments.views.refusals import too_many_mails
from cities.access import CityRequest, city_view
from cities.actions import TooManyMails
from cities.permissions import Permission


@city_view(Permission.RUN_ASSESSMENTS)
def reviewers(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Who reviews this assessment, and whom to ask besides."""
    round_ = access.load_round(request.membership, assessment_id)
    assessment = round_.assessment
    members = reviewers_to_ask(assessment)
    form = AskReviewersForm(request.POST or None, members=members)
    if form.is_valid():
        address = request.build_absolute_uri(reverse("assessments:my-review", args=[request.city.slug, assessment_id]))
        try:
            asked = actions.ask_reviewers(
                assessment=assessment, address=address, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except TooManyMails:
            form.add_error("members", too_many_mails(request.city))
        except actions.StepRefused as error:
            messages.error(request, str(error))
            return redirect("assessments:reviewers", request.city.slug, assessment_id)
        else:
            text = ngettext("%(count)d reviewer asked, by mail.", "%(count)d reviewers asked, by mail.", len(asked))
            messages.success(request, text % {"count": len(asked)})
            return redirect("assessments:reviewers", request.city.slug, assessment_id)
    context = {
        "round": round_,
        "form": form,
        "members": members,
        "chosen": request.POST.getlist("members"),
        "reviews": reviews_of(assessment),
        "revealed_at": first_revealed(assessment),
        "shown": set(visible_reviews(request.city).filter(assessment=assessment).values_list("pk", flat=True)),
    }
    return render(request, "assessments/reviewers.html", context)


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def take_back(request: CityRequest, assessment_id: int, review_id: int) -> HttpResponse:
    """Ask a reviewer no longer, whether they have begun or not."""
    round_ = access.load_round(request.membership, assessment_id)
    review = access.load_other_review(round_, review_id)
    try:
        actions.take_back_review(review=review, by=request.user, now=timezone.now())
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("This reviewer is asked no longer."))
    return redirect("assessments:reviewers", request.city.slug, assessment_id)


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def hand_back(request: CityRequest, assessment_id: int, review_id: int) -> HttpResponse:
    """Let a reviewer change what they submitted."""
    round_ = access.load_round(request.membership, assessment_id)
    review = access.load_other_review(round_, review_id)
    try:
        actions.hand_back_review(review=review, by=request.user, now=timezone.now())
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Handed back. No page shows the review until it is submitted again. Reports printed before still do."),
        )
    return redirect("assessments:reviewers", request.city.slug, assessment_id)
