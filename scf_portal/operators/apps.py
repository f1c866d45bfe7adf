"""Django's admin site as the operators' pages: nothing registers itself there."""

from django.contrib.admin.apps import SimpleAdminConfig


class OperatorConfig(SimpleAdminConfig):
    default_site = "scf_portal.operators.site.OperatorSite"
