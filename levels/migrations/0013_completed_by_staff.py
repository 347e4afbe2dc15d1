from django.db import migrations, models

# What staff completed before the portal kept this must not be certified by accident either.
KNOWN = """
ALTER TABLE levels_completion DISABLE TRIGGER levels_completion_stays;
UPDATE levels_completion AS completion SET by_staff = true
    FROM levels_levelenrolment AS row, levels_enrolment AS enrolment, accounts_user AS person
    WHERE row.id = completion.level_enrolment_id AND enrolment.id = row.enrolment_id
        AND person.id = enrolment.user_id AND person.is_staff;
ALTER TABLE levels_completion ENABLE TRIGGER levels_completion_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("levels", "0012_accredited_and_signed")]

    operations = [
        migrations.AddField(
            model_name="completion",
            name="by_staff",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Who then worked for the portal gets a certificate only if somebody decides so.",
                verbose_name="by one of the staff",
            ),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
