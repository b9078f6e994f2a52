#!/bin/sh
# What every start of the house needs before web, worker and beat; each line may run again without effect.
set -eu
python manage.py migrate --no-input
python manage.py load_workdays
python manage.py load_parameters
python manage.py load_policies
python manage.py load_schedule
python manage.py collectstatic --no-input --verbosity 0
python manage.py check --deploy --fail-level ERROR
