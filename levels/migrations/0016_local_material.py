"""What hubs set beside the central content."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import levels.storage
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hubs', '0003_introduced_in_its_own_language'),
        ('levels', '0015_cases_count'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalLocalMaterial',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('language', 'In the language of the country'), ('policy', 'National guidance and policy'), ('resistance', 'Resistance data'), ('other', 'Also from this hub')], max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('language', models.CharField(choices=[('en', 'English'), ('pl', 'Polish'), ('pt', 'Portuguese'), ('ro', 'Romanian'), ('sv', 'Swedish')], max_length=5, verbose_name='language')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='in one or two sentences')),
                ('body', models.TextField(blank=True, max_length=40000, verbose_name='text')),
                ('url', models.URLField(blank=True, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='link')),
                ('file', models.TextField(blank=True, max_length=100, verbose_name='PDF')),
                ('pages', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='pages')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('as_of', models.DateField(blank=True, null=True, verbose_name='as of')),
                ('review_by', models.DateField(blank=True, null=True, verbose_name='to be looked at again by')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='state')),
                ('is_sample', models.BooleanField(default=False, verbose_name='sample content')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last changed')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('withdrawn_because', models.CharField(blank=True, max_length=300, verbose_name='why it was withdrawn')),
                ('edition', models.PositiveIntegerField(default=1, verbose_name='edition')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='hubs.hub', verbose_name='hub')),
                ('level', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='levels.level', verbose_name='level')),
                ('made_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('module', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='levels.module', verbose_name='module')),
            ],
            options={
                'verbose_name': 'historical local material',
                'verbose_name_plural': 'historical local material',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LocalMaterial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('language', 'In the language of the country'), ('policy', 'National guidance and policy'), ('resistance', 'Resistance data'), ('other', 'Also from this hub')], max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('language', models.CharField(choices=[('en', 'English'), ('pl', 'Polish'), ('pt', 'Portuguese'), ('ro', 'Romanian'), ('sv', 'Swedish')], max_length=5, verbose_name='language')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='in one or two sentences')),
                ('body', models.TextField(blank=True, max_length=40000, verbose_name='text')),
                ('url', models.URLField(blank=True, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='link')),
                ('file', models.FileField(blank=True, upload_to=levels.storage.local_path, verbose_name='PDF')),
                ('pages', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='pages')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('as_of', models.DateField(blank=True, null=True, verbose_name='as of')),
                ('review_by', models.DateField(blank=True, null=True, verbose_name='to be looked at again by')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='state')),
                ('is_sample', models.BooleanField(default=False, verbose_name='sample content')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last changed')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('withdrawn_because', models.CharField(blank=True, max_length=300, verbose_name='why it was withdrawn')),
                ('edition', models.PositiveIntegerField(default=1, verbose_name='edition')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='local_material', to='hubs.hub', verbose_name='hub')),
                ('level', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='local_material', to='levels.level', verbose_name='level')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_material', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('module', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='local_material', to='levels.module', verbose_name='module')),
            ],
            options={
                'verbose_name': 'local material',
                'verbose_name_plural': 'local material',
                'ordering': ['hub', 'kind', 'title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['language', 'policy', 'resistance', 'other'])), name='levels_local_kind_known'), models.CheckConstraint(condition=models.Q(('language__in', ['en', 'pl', 'pt', 'ro', 'sv'])), name='levels_local_language_known'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('state', 'draft'), ('withdrawn_at', None), ('withdrawn_because', '')), models.Q(('published_at__isnull', False), ('state', 'published'), ('withdrawn_at', None), ('withdrawn_because', '')), models.Q(('published_at__isnull', False), ('state', 'withdrawn'), ('withdrawn_at__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='levels_local_state_has_its_facts'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('body', ''), _negated=True), models.Q(('url', ''), _negated=True), models.Q(('file', ''), _negated=True), _connector='OR'), name='levels_local_published_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'resistance'), _negated=True), ('state', 'draft'), models.Q(('as_of__isnull', False), ('review_by__isnull', False), models.Q(('source', ''), _negated=True)), _connector='OR'), name='levels_local_resistance_is_dated'), models.CheckConstraint(condition=models.Q(('module', None), ('level__isnull', False), _connector='OR'), name='levels_local_module_has_level'), models.CheckConstraint(condition=models.Q(('as_of', None), ('review_by', None), ('review_by__gt', models.F('as_of')), _connector='OR'), name='levels_local_reviewed_later', violation_error_message='It is to be looked at again after the day it is as of.')],
            },
        ),
    ]
