#!/bin/sh
# Writes one dump of the database and one archive of the sealed files into $BACKUPS and keeps the newest 14 of each.
# Every night from cron:   docker compose exec -T worker sh deploy/backup.sh
# Without compose:         DATABASE_URL=… BINGGUI_VAR=… BACKUPS=… sh deploy/backup.sh
# Both are sealed or personal data: keep $BACKUPS on a disk of its own, and the keys (BINGGUI_DATA_KEYS, BINGGUI_INDEX_KEY) somewhere else.
set -eu
: "${DATABASE_URL:?DATABASE_URL is not set}"
folder=${BACKUPS:-/backups}
keep=${KEEP:-14}
stamp=$(date +%Y%m%d-%H%M%S)
mkdir -p "$folder"
umask 077

# Written beside and moved when whole: a broken dump never counts as one of the fourteen.
pg_dump --format=custom --no-owner --dbname="$DATABASE_URL" --file="$folder/.writing-$stamp"
mv "$folder/.writing-$stamp" "$folder/binggui-$stamp.dump"
echo "backup: $folder/binggui-$stamp.dump ($(du -h "$folder/binggui-$stamp.dump" | cut -f1))"

if [ -d "${BINGGUI_VAR:-}/files" ]; then
    tar -C "$BINGGUI_VAR" -cf "$folder/.writing-$stamp" files
    mv "$folder/.writing-$stamp" "$folder/files-$stamp.tar"
    echo "backup: $folder/files-$stamp.tar ($(du -h "$folder/files-$stamp.tar" | cut -f1))"
fi

for kind in binggui-*.dump files-*.tar; do
    # The names carry the time, so their order is the time's.
    find "$folder" -maxdepth 1 -name "$kind" | sort -r | tail -n +$((keep + 1)) | while read -r old; do
        rm -- "$old"
        echo "backup: removed $old"
    done
done
