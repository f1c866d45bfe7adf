"""When the city said last where a recommendation stands, as its history has it; reviews that were taken back."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def date_from_history(apps, schema_editor):
    recommendations, changes = (
        apps.get_model("assessments", name)._base_manager for name in ("Recommendation", "RecommendationChange")
    )
    of_the_city = changes.filter(recommendation=OuterRef("pk"), review=None).order_by("-at")
    recommendations.update(status_at=Subquery(of_the_city.values("at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_many_voices")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="status_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(date_from_history, migrations.RunPython.noop),
    ]
