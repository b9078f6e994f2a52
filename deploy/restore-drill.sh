#!/bin/sh
# Proves that a dump can be brought back: restores it into a scratch database, runs the product's self-check there, drops it again.
# Every quarter:           docker compose exec -T worker sh deploy/restore-drill.sh [DUMP]
# Without DUMP the newest of $BACKUPS is taken. The live database is only asked for its size. Exit 0: restored and consistent.
set -eu
: "${DATABASE_URL:?DATABASE_URL is not set}"
python=${PYTHON:-python}
dump=${1:-$(find "${BACKUPS:-/backups}" -maxdepth 1 -name 'binggui-*.dump' | sort | tail -n 1)}
[ -f "$dump" ] || { echo "drill: no dump found" >&2; exit 2; }
scratch="binggui_drill_$$"
scratch_url=$(printf %s "$DATABASE_URL" | sed -E "s#/[^/?]+(\?.*)?\$#/$scratch\1#")

began=$(date +%s)
psql --quiet --dbname="$DATABASE_URL" --command="CREATE DATABASE $scratch TEMPLATE template0 ENCODING 'UTF8'"
trap 'psql --quiet --dbname="$DATABASE_URL" --command="DROP DATABASE IF EXISTS $scratch WITH (FORCE)"' EXIT
pg_restore --exit-on-error --no-owner --dbname="$scratch_url" "$dump"
echo "drill: $(basename "$dump") restored in $(($(date +%s) - began)) s"

count() { psql --no-align --tuples-only --dbname="$1" --command="SELECT count(*) FROM $2"; }
for table in households_household households_person casework_event; do
    echo "drill: $table $(count "$scratch_url" "$table") rows, live $(count "$DATABASE_URL" "$table")"
done
DATABASE_URL="$scratch_url" "$python" manage.py check_consistency
echo "drill: good"
