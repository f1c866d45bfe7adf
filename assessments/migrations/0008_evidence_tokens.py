"""Evidence is named in addresses by random bits, the database makes those of all rows at once."""

from uuid import uuid4

from django.db import migrations, models

GIVE = {
    "postgresql": "UPDATE assessments_evidence SET token = gen_random_uuid()",
    "sqlite": "UPDATE assessments_evidence SET token = lower(hex(randomblob(16)))",
}


def give_tokens(apps, schema_editor):
    schema_editor.execute(GIVE[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_shared_figures")]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="token",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_tokens, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="evidence",
            name="token",
            field=models.UUIDField(default=uuid4, editable=False, unique=True),
        ),
    ]
