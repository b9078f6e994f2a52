"""Alerts so far become episodes: an alert closed by itself ended one, people's conclusion did not. The next screening ends those whose rule no longer hits."""

from django.db import migrations

FILL = """
WITH told AS (
    SELECT id, household_id, person_id, rule, opened_on, closed_on, outcome = '' AND closed_on IS NOT NULL AS ended_it,
           lag(outcome = '' AND closed_on IS NOT NULL) OVER same AS after_an_end
    FROM monitoring_alert WHERE source = 'rule' AND rule <> ''
    WINDOW same AS (PARTITION BY household_id, person_id, rule ORDER BY opened_on, id)
),
numbered AS (
    SELECT *, count(*) FILTER (WHERE after_an_end) OVER (PARTITION BY household_id, person_id, rule ORDER BY opened_on, id) AS episode FROM told
)
INSERT INTO monitoring_hitepisode (household_id, person_id, rule, began_on, ended_on)
SELECT household_id, person_id, rule, min(opened_on), CASE WHEN bool_or(ended_it) THEN greatest(max(closed_on), min(opened_on)) END
FROM numbered GROUP BY household_id, person_id, rule, episode
"""


def forget(apps, schema_editor):
    apps.get_model("monitoring", "HitEpisode").objects.all().delete()


def fill(apps, schema_editor):
    schema_editor.execute(FILL)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_hit_episodes")]

    operations = [migrations.RunPython(fill, forget)]
