"""When a review was handed back: the city has read it, so nobody takes it away from its reviewer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_evidence_tokens")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="handed_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
