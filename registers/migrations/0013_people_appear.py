"""Who has appeared, told by the database: rows kept aside become due in the statement that gives somebody a membership or another number (decision 0015).

Whoever writes it — an import, a hand, an undo, the merging of two rows of one person — is heard.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION registers_people_appear() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM registers_asiderow WHERE state = 'waiting') THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'households_member' THEN
        -- The number of a row that was merged leads to the person it became.
        UPDATE registers_asiderow a SET state = 'due', cause_id = nullif(current_setting('binggui.batch', true), '')::bigint
        FROM (
            SELECT p.id_index FROM written w JOIN households_person p ON p.id = w.person_id
            UNION SELECT p.id_index FROM written w JOIN households_person p ON p.merged_into_id = w.person_id
        ) came WHERE a.state = 'waiting' AND a.id_index = came.id_index;
    ELSE
        UPDATE registers_asiderow a SET state = 'due', cause_id = nullif(current_setting('binggui.batch', true), '')::bigint
        FROM written w JOIN was ON was.id = w.id
        WHERE a.state = 'waiting' AND a.id_index = w.id_index
        AND (was.id_index IS DISTINCT FROM w.id_index OR was.merged_into_id IS DISTINCT FROM w.merged_into_id)
        AND EXISTS (SELECT FROM households_member m WHERE m.person_id = coalesce(w.merged_into_id, w.id));
    END IF;
    RETURN NULL;
END $body$;
CREATE TRIGGER registers_people_appear_member AFTER INSERT ON households_member
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registers_people_appear();
CREATE TRIGGER registers_people_appear_person AFTER UPDATE ON households_person
REFERENCING OLD TABLE AS was NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registers_people_appear();
"""
AWAY = """
DROP TRIGGER registers_people_appear_member ON households_member;
DROP TRIGGER registers_people_appear_person ON households_person;
DROP FUNCTION registers_people_appear();
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0012_rows_kept_aside"), ("households", "0019_pieces_of_names_without_key")]

    operations = [migrations.RunSQL(FUNCTION, AWAY)]
