import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_history'),
        ('schools', '0005_session_bodies'),
        ('tenancy', '0003_guests_address'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='gemaakt op')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='gewijzigd op')),
                ('is_for_team', models.BooleanField(default=False, verbose_name='alleen voor het begeleidingsteam')),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='toegevoegd door')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='bestand')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.programme', verbose_name='programma')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='schools.session', verbose_name='sessie')),
            ],
            options={
                'verbose_name': 'bijlage',
                'verbose_name_plural': 'bijlagen',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('programme', 'file'), name='attachment_file_once')],
            },
        ),
        migrations.CreateModel(
            name='SessionAttachmentEvent',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='volgnummer')),
                ('pgh_created_at', models.DateTimeField(verbose_name='tijdstip')),
                ('pgh_label', models.TextField(verbose_name='wat er gebeurde')),
                ('pgh_who', models.TextField(verbose_name='wie')),
                ('session', models.BigIntegerField(db_column='session_id', verbose_name='sessie')),
                ('file', models.BigIntegerField(db_column='file_id', verbose_name='bestand')),
                ('added_by', models.BigIntegerField(db_column='added_by_id', null=True, verbose_name='toegevoegd door')),
                ('pgh_context', pghistory.utils.JSONField()),
                ('id', models.BigIntegerField()),
                ('is_for_team', models.BooleanField(default=False, verbose_name='alleen voor het begeleidingsteam')),
                ('programme', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancy.programme', verbose_name='programma')),
            ],
            options={
                'verbose_name': 'geschiedenis: bijlage',
                'verbose_name_plural': 'geschiedenis: bijlagen',
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['programme', 'id'], name='schools_ses_program_92b32c_idx'), models.Index(fields=['programme', 'pgh_created_at'], name='schools_ses_program_13c32f_idx')],
            },
        ),
    ]
