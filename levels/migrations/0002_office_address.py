from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('levels', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalpathway',
            name='office_email',
            field=models.EmailField(blank=True, db_default='', default='', help_text='Where hubs’ proposals are announced. Empty: the contact.', max_length=254, verbose_name='office'),
        ),
        migrations.AddField(
            model_name='pathway',
            name='office_email',
            field=models.EmailField(blank=True, db_default='', default='', help_text='Where hubs’ proposals are announced. Empty: the contact.', max_length=254, verbose_name='office'),
        ),
    ]
