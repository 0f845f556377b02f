"""Give the organisations that exist their places in the tree and the first line of their history.

Reads organisations once and writes new tables only: no lock that anybody waits for.
"""

from django.db import migrations


def take_places(apps, schema_editor):
    organisations = apps.get_model("kernel", "Organisation")
    links = apps.get_model("kernel", "OrganisationLink")
    versions = apps.get_model("kernel", "OrganisationVersion")
    rows = {row.id: row for row in organisations.objects.all()}
    for row in rows.values():
        above, distance = row, 0
        while above is not None:
            links.objects.create(above_id=above.id, below_id=row.id, distance=distance)
            above, distance = rows.get(above.parent_id), distance + 1
        state = {
            "code": row.code, "name": row.name, "short_name": row.short_name, "kind": row.kind,
            "division_level": row.division_level, "division_code": row.division_code, "uscc": row.uscc,
            "duties": row.duties, "contacts": row.contacts, "parent": str(row.parent_id) if row.parent_id else None,
            "position": row.position, "valid_from": None, "valid_to": None, "merged_into": None,
        }
        versions.objects.create(
            organisation_id=row.id, since=row.created_at, change="created", name=row.name, state=state
        )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_people")]

    operations = [migrations.RunPython(take_places, migrations.RunPython.noop)]
