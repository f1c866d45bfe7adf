"""What a lock froze, so that it can be read after the positions were opened again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_squashed_0009_review_handed_back")]

    operations = [
        migrations.AddField(
            model_name="lockevent",
            name="snapshot",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.snapshot",
            ),
        ),
    ]
