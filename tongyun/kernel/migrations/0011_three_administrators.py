"""Split the one administrator of earlier releases, who held everything, and keep the scope of grants that had one.

Who was an administrator becomes system administrator and goes on with the daily business; the seats of the security and
the audit administrator are vacant until somebody takes them by a one-time link. Locks a few rows of small tables.
"""

from django.db import migrations

EVERYTHING = ["*"]


def split(apps, schema_editor):
    roles, grants = apps.get_model("kernel", "Role"), apps.get_model("kernel", "Grant")
    for found in grants.objects.exclude(organisation=None).order_by("created_at", "id"):
        same = grants.objects.filter(user=found.user, role=found.role, scope="named").exclude(id=found.id).first()
        kept = same or found
        kept.scope = "named"
        kept.save()
        kept.organisations.add(found.organisation_id)
        if same:
            found.delete()
    old = roles.objects.filter(key="administrator").first()
    if old is None:
        return
    system = roles.objects.create(
        key="system-administrator", title="系统管理员", realm="system", permissions=EVERYTHING, built_in=True
    )
    for held in grants.objects.filter(role=old, scope="all"):
        grants.objects.create(user=held.user, role=system, granted_by="升级")
    old.key, old.title, old.built_in = "operations-manager", "运维主管", True
    old.save()


class Migration(migrations.Migration):
    dependencies = [("kernel", "0010_roles_and_scopes")]

    operations = [migrations.RunPython(split, migrations.RunPython.noop)]
