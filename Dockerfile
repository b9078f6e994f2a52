# The one image of web, worker, beat and setup. Hashed requirements, a user without rights, no build tools left behind.
# Bookworm, so that pg_dump is the compose file's PostgreSQL 15.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TZ=Asia/Shanghai
WORKDIR /srv/binggui

RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY . .
RUN useradd --system --uid 10001 --home-dir /srv/binggui binggui \
    && mkdir -p /var/lib/binggui /backups \
    && chown binggui:binggui /var/lib/binggui /backups \
    && python -m compileall -q .
USER binggui
VOLUME ["/var/lib/binggui", "/backups"]
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py"]
