"""Addresses of reports, under /c/<city>/reports/."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("request/", views.request_report, name="request"),
    path("request-guide/", views.request_guide, name="request-guide"),
    path("<int:job_id>/", views.report_detail, name="detail"),
    path("<int:job_id>/status/", views.report_status, name="status"),
    path("<int:job_id>/retry/", views.retry_report, name="retry"),
    path("<int:job_id>/file/", views.download_report, name="file"),
]
