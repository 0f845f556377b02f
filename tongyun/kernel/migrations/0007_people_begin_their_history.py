"""Write the first line of the history of the people that exist.

Reads users once and writes a new table only: no lock that anybody waits for.
"""

from django.db import migrations


def begin(apps, schema_editor):
    versions = apps.get_model("kernel", "UserVersion")
    for user in apps.get_model("kernel", "User").objects.iterator(chunk_size=1000):
        state = {
            "username": user.username, "name": user.name,
            "organisation": str(user.organisation_id) if user.organisation_id else None,
            "employee_no": user.employee_no, "phone": user.phone, "landline": user.landline, "mail": user.mail,
            "active": user.active, "valid_to": None,
        }
        versions.objects.create(
            user_id=user.id, organisation_id=user.organisation_id, since=user.created_at, change="created", state=state
        )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_people_history")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
