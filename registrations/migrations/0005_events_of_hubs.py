"""What hubs propose, who teaches, in which language, and how an event is closed."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import registrations.models.event_choices
from django.conf import settings
from django.db import migrations, models


# Who teaches stands on the page of the event, which visitors get from memory.
TOUCH = """
CREATE TRIGGER registrations_faculty_touches_event AFTER INSERT OR UPDATE OR DELETE ON registrations_faculty
    FOR EACH ROW EXECUTE FUNCTION registrations_touch_event();
"""
NO_TOUCH = "DROP TRIGGER registrations_faculty_touches_event ON registrations_faculty;"


class Migration(migrations.Migration):

    dependencies = [
        ('hubs', '0001_initial'),
        ('levels', '0002_office_address'),
        ('registrations', '0004_stays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='closed')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='certificates approved')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approved_closings', to=settings.AUTH_USER_MODEL, verbose_name='certificates approved by')),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closed_events', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='closing', to='registrations.event', verbose_name='event')),
            ],
            options={
                'verbose_name': 'closing of an event',
                'verbose_name_plural': 'closings of events',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approved_by', models.F('closed_by')), _negated=True)), _connector='OR'), name='registrations_closing_approved_by_another'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('proposed', 'Proposed'), ('sent_back', 'Sent back'), ('approved', 'Approved'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(blank=True, choices=[('national', 'National event'), ('workshop', 'Workshop'), ('faculty', 'Faculty development day'), ('simulation', 'Simulation session'), ('bedside', 'Bedside session')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='in one sentence')),
                ('description', models.TextField(blank=True, max_length=10000, verbose_name='description')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='starts')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends')),
                ('date_note', models.CharField(blank=True, max_length=80, verbose_name='date, while it is not fixed')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('is_online', models.BooleanField(default=False, verbose_name='online')),
                ('language', models.CharField(blank=True, choices=[('en', 'English'), ('pl', 'Polish'), ('pt', 'Portuguese'), ('ro', 'Romanian'), ('sv', 'Swedish')], max_length=2, verbose_name='language')),
                ('capacity', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2000)], verbose_name='places')),
                ('filling', models.CharField(choices=[('first_come', 'First come, first served'), ('reviewed', "Reviewed by the hub of the person's country")], default='first_come', max_length=12, verbose_name='how places are given')),
                ('host_conference', models.CharField(blank=True, max_length=200, verbose_name='host conference')),
                ('signatory_name', models.CharField(blank=True, max_length=120, verbose_name='who signs the certificates')),
                ('signatory_post', models.CharField(blank=True, max_length=200, verbose_name='post of the signatory')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='last changed')),
                ('proposed_at', models.DateTimeField(editable=False, null=True, verbose_name='proposed')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='decided')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_proposals', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('event', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='registrations.event', verbose_name='event')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='hubs.hub', verbose_name='hub')),
                ('level', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='levels.level', verbose_name='level')),
                ('proposed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('written_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='written_proposals', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['-changed_at', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('ends_at', None), ('starts_at', None)), models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__isnull', False), ('starts_at__isnull', False)), _connector='OR'), name='registrations_proposal_ends_after_start', violation_error_message='An event needs both start and end, and ends after it starts.'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), models.Q(models.Q(('kind', ''), _negated=True), models.Q(('place', ''), _negated=True), models.Q(('language', ''), _negated=True), models.Q(('starts_at__isnull', False), models.Q(('date_note', ''), _negated=True), _connector='OR'), ('proposed_at__isnull', False), ('proposed_by__isnull', False)), _connector='OR'), name='registrations_proposal_complete', violation_error_message='What the office has seen stays complete: kind, date or words for it, place and language.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('event__isnull', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('event', None)), _connector='OR'), name='registrations_proposal_approved_is_an_event'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'sent_back']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='registrations_proposal_decided_by_another'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'sent_back', 'approved', 'withdrawn']), ('kind__in', ['', 'national', 'workshop', 'faculty', 'simulation', 'bedside']), ('language__in', ['', 'en', 'pl', 'pt', 'ro', 'sv']), ('filling__in', ['first_come', 'reviewed'])), name='registrations_proposal_choices_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Faculty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('role', models.CharField(choices=[('lead', 'Course lead'), ('speaker', 'Speaker'), ('instructor', 'Instructor'), ('assessor', 'Assessor')], default='instructor', max_length=10, verbose_name='role')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='faculty', to='registrations.event', verbose_name='event')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teaching', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='faculty', to='registrations.proposal', verbose_name='proposal')),
            ],
            options={
                'verbose_name': 'teacher',
                'verbose_name_plural': 'faculty',
                'ordering': ['order', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('event', None), ('proposal__isnull', False)), models.Q(('event__isnull', False), ('proposal', None)), _connector='OR'), name='registrations_faculty_of_one'),
                    models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'speaker', 'instructor', 'assessor']), models.Q(('name', ''), _negated=True)), name='registrations_faculty_named'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ProposalStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('proposed', 'Proposed'), ('sent_back', 'Sent back'), ('approved', 'Approved'), ('withdrawn', 'Withdrawn')], max_length=10, verbose_name='what happened')),
                ('comment', models.TextField(blank=True, max_length=2000, verbose_name='comment')),
                ('facts', models.JSONField(default=dict, verbose_name='facts')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposal_steps', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='registrations.proposal', verbose_name='proposal')),
            ],
            options={
                'verbose_name': 'step of a proposal',
                'verbose_name_plural': 'steps of proposals',
                'ordering': ['at', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent_back'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='registrations_step_sent_back_with_comment'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'sent_back', 'approved', 'withdrawn'])), name='registrations_step_state_known'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='registrations_event_choices_known',
        ),
        migrations.AddField(
            model_name='event',
            name='host_conference',
            field=models.CharField(blank=True, db_default='', default='', help_text='The national or regional conference that it is part of, if any.', max_length=200, verbose_name='host conference'),
        ),
        migrations.AddField(
            model_name='event',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('pl', 'Polish'), ('pt', 'Portuguese'), ('ro', 'Romanian'), ('sv', 'Swedish')], db_default='en', default='en', max_length=2, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='historicalevent',
            name='host_conference',
            field=models.CharField(blank=True, db_default='', default='', help_text='The national or regional conference that it is part of, if any.', max_length=200, verbose_name='host conference'),
        ),
        migrations.AddField(
            model_name='historicalevent',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('pl', 'Polish'), ('pt', 'Portuguese'), ('ro', 'Romanian'), ('sv', 'Swedish')], db_default='en', default='en', max_length=2, verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='event',
            name='slug',
            field=models.SlugField(max_length=80, unique=True, validators=[registrations.models.event_choices.validate_slug_is_free], verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='historicalevent',
            name='slug',
            field=models.SlugField(max_length=80, validators=[registrations.models.event_choices.validate_slug_is_free], verbose_name='address'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['webinar', 'live', 'workshop', 'masterclass', 'national', 'faculty', 'simulation', 'bedside']), ('filling__in', ['first_come', 'reviewed']), ('language__in', ['en', 'pl', 'pt', 'ro', 'sv'])), name='registrations_event_choices_known'),
        ),
        migrations.RunSQL(TOUCH, NO_TOUCH),
    ]
