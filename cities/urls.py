"""Addresses of a city's people and settings, under /c/<city>/."""

from django.urls import path

from cities.views import audit, editions, joining, organisations, people, settings

app_name = "cities"

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:member_id>/", people.member, name="member"),
    path("people/<int:member_id>/remove/", people.remove_member, name="remove-member"),
    path("people/invitations/<int:invitation_id>/", people.invitation, name="invitation"),
    path("people/invitations/<int:invitation_id>/link/", people.show_link, name="show-link"),
    path("people/invitations/<int:invitation_id>/again/", people.send_again, name="send-again"),
    path("people/invitations/<int:invitation_id>/withdraw/", people.withdraw, name="withdraw"),
    path("leave/", joining.leave, name="leave"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new_organisation, name="new-organisation"),
    path("organisations/<int:organisation_id>/", organisations.organisation, name="organisation"),
    path("organisations/<int:organisation_id>/remove/", organisations.remove_organisation, name="remove-organisation"),
    path("settings/", settings.city_settings, name="settings"),
    path("settings/logo/", settings.logo_settings, name="logo-settings"),
    path("settings/editions/", editions.own_editions, name="own-editions"),
    path("settings/editions/upload/", editions.upload, name="upload"),
    path("settings/editions/<slug:edition>/publish/", editions.publish, name="publish-edition"),
    path("settings/editions/<slug:edition>/delete/", editions.delete, name="delete-edition"),
    path("settings/archive/", settings.archive, name="archive"),
    path("logo.png", settings.logo, name="logo"),
    path("theme.css", settings.theme, name="theme"),
    path("mail/", settings.mail, name="mail"),
    path("mail/<int:mail_id>/again/", settings.send_mail_again, name="send-mail-again"),
    path("log/", audit.audit, name="audit"),
    path("log.csv", audit.audit_file, name="audit-file"),
]
