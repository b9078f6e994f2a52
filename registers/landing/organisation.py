"""区划, 单位, 人员与岗位: a few hundred rows each, compared in Python and written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models

from accounts.choices import RegionLevel
from accounts.models import Office, Position, Region, RegionAlias, User
from accounts.roles import SEPARATED, Role
from registers.landing.job import Job, Outcome
from registers.parsing import BadCell
from registers.references import Areas
from registers.rows import Rows

DIGITS = {RegionLevel.CITY: 4, RegionLevel.COUNTY: 6, RegionLevel.TOWN: 9, RegionLevel.VILLAGE: 12, RegionLevel.GRID: 15}


def write_differences(
    model: type[models.Model], standing: dict[Any, Any], wanted: dict[Any, tuple[int, dict[str, Any]]], outcome: Outcome
) -> None:
    """Create what is not there, update columns that differ and are not empty; count rows. `wanted`: key → (Excel row, columns)."""
    new, changed, touched = [], [], set()
    for key, (line, columns) in wanted.items():
        row = standing.get(key)
        if row is None:
            new.append(model(**{name: value for name, value in columns.items() if value is not None}))
            outcome.new.add(line)
            continue
        moved = {name: value for name, value in columns.items() if value is not None and getattr(row, name) != value}
        if moved:
            for name, value in moved.items():
                setattr(row, name, value)
            touched |= set(moved)
            changed.append(row)
            outcome.changed.add(line)
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, sorted(touched))


def _listed(text: str | None) -> list[str]:
    return [part for part in (text or "").replace(",", "、").replace(" ", "、").replace(";", "、").split("、") if part]


def regions(job: Job) -> Outcome:
    """Levels from the top, so that every parent stands before its children; former names become aliases for every later import."""
    rows, outcome = job.rows, Outcome()
    standing = {region.code: region for region in Region.objects.all()}
    by_level: dict[str, list[int]] = {}
    for index, code, level in rows.live("code", "level"):
        if not code.isdigit() or len(code) != DIGITS[RegionLevel(level)]:
            rows.reject(index, "code", f"{RegionLevel(level).label}的代码应为{DIGITS[RegionLevel(level)]}位数字。")
        else:
            by_level.setdefault(level, []).append(index)
    for level in DIGITS:
        _one_level(rows, by_level.get(level, []), standing, outcome)
        standing = {region.code: region for region in Region.objects.all()}
    _aliases(rows, standing, outcome)
    return outcome


def _one_level(rows: Rows, indexes: list[int], standing: dict[str, Region], outcome: Outcome) -> None:
    wanted = {}
    columns = {code: rows.column(code) for code in ("code", "name", "level", "parent_code", "settlement_code", "former_codes")}
    for index in indexes:
        code, above = columns["code"][index], columns["parent_code"][index]
        parent = standing.get(above) if above else None
        if above and parent is None:
            rows.reject(index, "parent_code", "上级代码不在表里也不在库里。请先填上级。")
            continue
        if parent and not code.startswith(parent.code):
            rows.reject(index, "parent_code", "区划代码应以上级代码开头。请核对。")
            continue
        if parent is None:
            parent = next((standing[code[:size]] for size in (12, 9, 6, 4) if size < len(code) and code[:size] in standing), None)
        former = _listed(columns["former_codes"][index])
        wanted[code] = (
            rows.lines[index],
            {
                "code": code,
                "name": columns["name"][index],
                "level": columns["level"][index],
                "parent_id": parent.pk if parent else None,
                "settlement_code": columns["settlement_code"][index],
                "former_codes": former or None,
            },
        )
    write_differences(Region, standing, wanted, outcome)


def _aliases(rows: Rows, standing: dict[str, Region], outcome: Outcome) -> None:
    known = {(alias.name, alias.within_id): alias for alias in RegionAlias.objects.all()}
    new = {}
    for index, code, names in rows.live("code", "former_names"):
        region = standing[code]
        within = region.parent or region
        for name in _listed(names):
            if (name, within.pk) not in known and name != region.name:
                new[name, within.pk] = RegionAlias(name=name, within_id=within.pk, region=region)
                if rows.lines[index] not in outcome.new:
                    outcome.changed.add(rows.lines[index])
    RegionAlias.objects.bulk_create(new.values())


def _area(rows: Rows, index: int, code: str, find: Callable[[str], Region], written: str) -> Region | None:
    try:
        return find(written)
    except BadCell as error:
        rows.reject(index, code, error.remedy)
        return None


def offices(job: Job) -> Outcome:
    rows, outcome, areas = job.rows, Outcome(), Areas()
    wanted = {}
    for index, code, name, kind, where, dept in rows.live("code", "name", "kind", "region_code", "dept"):
        region = _area(rows, index, "region_code", areas.any, where)
        if region:
            wanted[code] = (rows.lines[index], {"code": code, "name": name, "kind": kind, "region_id": region.pk, "dept": dept})
    write_differences(Office, {office.code: office for office in Office.objects.all()}, wanted, outcome)
    return outcome


def users(job: Job) -> Outcome:
    """Accounts and positions. A new account has no password until one is issued."""
    rows, outcome, areas = job.rows, Outcome(), Areas()
    office_of = {name: office for office in Office.objects.order_by("-code") for name in (office.name, office.code)}
    people: dict[str, tuple[int, dict[str, Any]]] = {}
    positions: list[tuple[int, str, Office, str, list[str], Region]] = []
    for index, username, name, phone, where, title, roles, region_name in rows.live(
        "username", "name", "phone", "office_code", "title", "roles", "region_code"
    ):
        office, region = office_of.get(where), _area(rows, index, "region_code", areas.any, region_name)
        if office is None:
            rows.reject(index, "office_code", "没有这个单位。请先导入“单位”，或核对名称。")
        codes = _roles(rows, index, _listed(roles))
        if office is None or region is None or codes is None:
            continue
        first = people.setdefault(username, (rows.lines[index], {"username": username, "name": name, "phone": phone, "password": None}))  # nosec B105
        if first[1]["name"] != name:
            rows.reject(index, "username", f"与{rows.tab.said(first[0])}是同一账号，姓名不同。请核对。")
            continue
        positions.append((rows.lines[index], username, office, title, codes, region))
    standing = {user.username: user for user in User.objects.filter(username__in=people)}
    for username, (_, columns) in people.items():
        if username not in standing:
            columns["password"] = make_password(None)
    write_differences(User, standing, people, outcome)
    _positions(positions, outcome)
    return outcome


def _roles(rows: Rows, index: int, written: Sequence[str]) -> list[str] | None:
    by_word = {word: str(role.value) for role in Role for word in (role.label, role.value, role.name)}
    unknown = [word for word in written if word not in by_word]
    if unknown or not written:
        rows.reject(index, "roles", f"没有“{'、'.join(unknown)}”这个角色。可选：{'、'.join(Role.labels)}。")
        return None
    codes = [by_word[word] for word in written]
    if len({*codes} & {str(role.value) for role in SEPARATED}) > 1:
        rows.reject(index, "roles", "系统、安全、审计三类管理员不能由同一岗位兼任。请分开。")
        return None
    return codes


def _positions(positions: list[tuple[int, str, Office, str, list[str], Region]], outcome: Outcome) -> None:
    ids = dict(User.objects.filter(username__in={username for _, username, *_ in positions}).values_list("username", "pk"))
    standing = {(row.user_id, row.office_id, row.title): row for row in Position.objects.filter(user_id__in=ids.values())}
    wanted = {
        (ids[username], office.pk, title): (
            line,
            {"user_id": ids[username], "office_id": office.pk, "title": title, "roles": codes, "region_id": region.pk},
        )
        for line, username, office, title, codes, region in positions
    }
    write_differences(Position, standing, wanted, outcome)
    outcome.changed -= outcome.new
