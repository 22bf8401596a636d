import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What an account may do followed from a role, two flags, groups and permissions. It follows from the role now.
ROLES = """
UPDATE incidents_user SET role = CASE WHEN is_superuser THEN 'administrator' WHEN role = 'member' THEN 'author' ELSE role END
"""
NAMES = """
UPDATE incidents_user SET display_name = left(btrim(first_name || ' ' || last_name), 100)
WHERE display_name = '' AND first_name || last_name <> ''
"""
# A table whose foreign keys are still to be checked cannot be altered.
MEMBERS = """
INSERT INTO incidents_membership (team_id, user_id, is_lead)
SELECT team_id, user_id, false FROM incidents_team_members ORDER BY id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0017_attachments'),
    ]

    operations = [
        migrations.AlterModelManagers(name='user', managers=[]),
        migrations.RemoveConstraint(model_name='user', name='user_role_is_known'),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(choices=[('reader', 'Reader'), ('author', 'Author'), ('editor', 'Editor'), ('administrator', 'Administrator')], default='reader', max_length=13),
        ),
        migrations.RunSQL([ROLES, NAMES], migrations.RunSQL.noop),
        migrations.RemoveField(model_name='user', name='first_name'),
        migrations.RemoveField(model_name='user', name='last_name'),
        migrations.RemoveField(model_name='user', name='groups'),
        migrations.RemoveField(model_name='user', name='user_permissions'),
        migrations.RemoveField(model_name='user', name='is_staff'),
        migrations.RemoveField(model_name='user', name='is_superuser'),
        migrations.AddField(
            model_name='user',
            name='is_service',
            field=models.BooleanField(default=False, verbose_name='account of a program'),
        ),
        migrations.AlterField(
            model_name='user',
            name='date_joined',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name='user',
            name='is_active',
            field=models.BooleanField(default=True, help_text='Close an account instead of deleting it: its stories name it.', verbose_name='open'),
        ),
        migrations.AlterField(
            model_name='user',
            name='username',
            field=models.CharField(error_messages={'unique': 'Somebody has that user name already; choose another one.'}, help_text='At most 150 letters, digits and @ . + - _', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()]),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['reader', 'author', 'editor', 'administrator'])), name='user_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('is_service', False), models.Q(('role', 'administrator'), _negated=True), _connector='OR'), name='user_of_a_program_does_not_administer'),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_lead', models.BooleanField(default=False, help_text='Leads say who is in the team.', verbose_name='lead')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='incidents.team')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'user'), name='membership_of_a_team_is_one')],
            },
        ),
        migrations.RunSQL(MEMBERS, migrations.RunSQL.noop),
        migrations.RemoveField(model_name='team', name='members'),
        migrations.AddField(
            model_name='team',
            name='members',
            field=models.ManyToManyField(blank=True, related_name='teams', through='incidents.Membership', to=settings.AUTH_USER_MODEL),
        ),
    ]
