"""Addresses of assessments, under /c/<city>/assessments/."""

from django.urls import path, register_converter

from assessments.views import answering, results, running, saving

app_name = "assessments"


class RefConverter:
    """The reference of a group or criterion in an address, such as `1.a.1`."""

    regex = r"[0-9A-Za-z.]{1,20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RefConverter, "ref")

urlpatterns = [
    path("", running.assessment_list, name="list"),
    path("new/", running.new_assessment, name="new"),
    path("<int:assessment_id>/", running.assessment_detail, name="detail"),
    path("<int:assessment_id>/people/", running.people, name="people"),
    path("<int:assessment_id>/people/<int:participant_id>/withdraw/", running.withdraw, name="withdraw"),
    path("<int:assessment_id>/last-day/", running.last_day, name="last-day"),
    path("<int:assessment_id>/step/<slug:name>/", running.step, name="step"),
    path("<int:assessment_id>/answer/", answering.continue_answering, name="continue"),
    path("<int:assessment_id>/answer/<slug:instrument>/<ref:ref>/", answering.answer, name="answer"),
    path("<int:assessment_id>/answer/<slug:instrument>/<ref:ref>/save/", saving.save_rating, name="save"),
    path("<int:assessment_id>/review/", answering.review, name="review"),
    path("<int:assessment_id>/reopen/", answering.reopen, name="reopen"),
    path("<int:assessment_id>/results/", results.results, name="results"),
    path(
        "<int:assessment_id>/results/<slug:instrument>/<ref:ref>/",
        results.results_group,
        name="results-group",
    ),
]
