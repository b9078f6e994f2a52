"""Rows by the set: `INSERT … SELECT` with the model's own defaults for every column not named."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, models

from accounts.models import Office, Position, Region, User
from accounts.roles import Role


def run(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def fill(model: type[models.Model], rows: str, /, **columns: str) -> int:
    """Rows of `model` out of `rows` (what stands behind FROM), a SQL expression for each column named; how many they are.

    Neither may hold a percent sign. Raises ValueError for a column that has no default and is not named.
    """
    names, expressions, values = [], [], []
    quote = connection.ops.quote_name
    for field in model._meta.concrete_fields:
        if field.attname in columns:
            expression = columns[field.attname]
        elif field.primary_key or (field.null and not field.has_default()):
            continue
        elif getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
            expression = "now()"
        elif field.has_default():
            expression = "%s"
            values.append(field.get_db_prep_save(field.get_default(), connection))
        elif field.empty_strings_allowed:
            expression = "''"
        else:
            raise ValueError(f"{model.__name__}.{field.attname}")
        names.append(quote(str(field.column)))
        expressions.append(expression)
    if unknown := set(columns) - {field.attname for field in model._meta.concrete_fields}:
        raise ValueError(f"{model.__name__}: {sorted(unknown)}")
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) SELECT {', '.join(expressions)} FROM {rows}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        number = cursor.rowcount
        if "id" in columns:  # the numbers given by hand are taken
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), max(id)) FROM {quote(model._meta.db_table)}"
            )
    return number


# How many hold a role in each region of a level.
STAFF: dict[str, dict[Role, int]] = {
    "county": {
        Role.TASKFORCE: 2, Role.VERIFY_CENTER: 2, Role.MONITOR_CENTER: 1, Role.COUNTY_LEADER: 1, Role.INSPECTOR: 1, Role.COUNTY_CLERK: 1,
    },
    "town": {Role.TOWN_CLERK: 2, Role.TOWN_SURVEYOR: 2, Role.TOWN_HEAD: 1, Role.TOWN_PANEL: 4},
    "village": {Role.VILLAGE_WORKER: 1},
}  # fmt: skip


def make_posts(depts: list[str]) -> None:
    """A person and a post for everybody who works in the county, and the table `bench_post` by place, role and number."""
    posts: list[Any] = []
    for region in Region.objects.order_by("code"):
        kind = "taskforce" if region.level == "county" else region.level
        office = Office.objects.create(code=f"B{region.code}", name=f"{region.name}办公室", kind=kind, region=region)
        posts += [(region, office, role) for role, number in STAFF[region.level].items() for _ in range(number)]
        if region.level == "county":
            for dept in depts:
                office = Office.objects.create(code=f"B{region.code}{dept}", name=dept, kind="department", region=region, dept=dept)
                posts.append((region, office, Role.DEPT_STAFF))
    users = User.objects.bulk_create(
        User(username=f"b{number}", name=f"员{number}", must_change_password=False, password=make_password(None))
        for number, _ in enumerate(posts)
    )
    Position.objects.bulk_create(
        Position(user=user, office=office, region=region, title=f"{role.label}{user.username}", roles=[role.value])
        for user, (region, office, role) in zip(users, posts, strict=True)
    )
    name_posts()


def name_posts() -> None:
    run("""
        CREATE TEMP TABLE bench_post AS
        SELECT p.id, r.code AS place, p.roles[1] AS role, coalesce(o.dept, '') AS dept, u.name AS who,
               row_number() OVER (PARTITION BY r.code, p.roles[1], o.dept ORDER BY p.id) AS n
        FROM accounts_position p JOIN accounts_region r ON r.id = p.region_id JOIN accounts_office o ON o.id = p.office_id
        JOIN accounts_user u ON u.id = p.user_id
    """)


def post(place: str, role: Role, number: int = 1) -> str:
    """The SQL expression of the post of a role in the place an expression names."""
    return f"(SELECT id FROM bench_post WHERE place = {place} AND role = '{role.value}' AND n = {number})"
