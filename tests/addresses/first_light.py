"""Addresses of the ground: people, parameters, households, alerts, registers, the API and what an operator asks."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from accounts.roles import Role
from tests.addresses.base import API, EVERYBODY, NO_METHOD, NOT_THERE, Row, thing, verb
from tests.world import World


def visit_form(world: World) -> dict[str, Any]:
    return {
        "version": world.alert.version, "form_key": str(uuid4()), "visited_on": "2026-06-15", "informant": "户主本人",
        "accompanied_by": world.inside[Role.TOWN_CLERK].pk, "findings": "住院十八天已出院，丈夫停工照护，借亲戚八千元。", "outcome": "watch",
    }  # fmt: skip


ROWS: dict[str, Row] = {
    # accounts
    "accounts:sign_in": Row(get=302, post=200, roles=EVERYBODY, data=lambda w: {"username": "x", "password": "y"}, stranger={"get": 200, "post": 200}),
    "accounts:demo_sign_in": Row(get=NO_METHOD, post=404, roles=EVERYBODY, stranger={"get": NO_METHOD, "post": 404}),
    "accounts:sign_out": Row(get=NO_METHOD, post=302, roles=EVERYBODY, stranger={"get": NO_METHOD, "post": 302}),
    "accounts:keep_alive": Row(get=204, roles=EVERYBODY, stranger={"get": 401, "post": NO_METHOD}),
    "accounts:choose_position": Row(post=404, data=lambda w: {"position": w.position.pk}),
    "accounts:change_password": Row(post=200, data=lambda w: {"old": "x", "new": "y", "again": "y"}),
    "accounts:people": Row(),
    "accounts:set_active": verb("user", data=lambda w: {"active": "0"}),
    "accounts:unlock": verb("user"),
    "accounts:issue_password": verb("user", post=200),
    "accounts:positions": Row(),
    "accounts:grant": Row(post=200),
    "accounts:position": thing("position", post=302, data=lambda w: {"roles": ["town_clerk"], "since": "2026-1-1", "until": "2026-6-30"}),
    "accounts:reading_log": Row(),
    "accounts:unmask": Row(
        get=NO_METHOD, post={Role.DEPT_STAFF: NOT_THERE, "*": 200}, abroad=NOT_THERE,
        data=lambda w: {"field": "person.id_number", "pk": w.person.pk, "purpose": "identity", "words": "核对申请人"},
    ),
    # policies
    "policies:parameters": Row(),
    "policies:parameter": Row(of=lambda w: {"code": "low_income_line"}),
    "policies:propose": Row(query="?code=low_income_line", post=200),
    "policies:confirm": verb("parameter"),
    "policies:withdraw": verb("parameter"),
    # casework
    "casework:desk": Row(),
    # households
    "households:list": Row(),
    "households:search": Row(query="?q=欧阳", post=302, abroad=200, data=lambda w: {"q": w.secrets.id_number}),
    **{f"households:{tab}": thing("household") for tab in ("detail", "members", "incomes", "spending", "records", "registers", "trail")},
    # monitoring
    "monitoring:alerts": Row(),
    "monitoring:assign": Row(get=NO_METHOD, post=302, data=lambda w: {"alert": f"{w.alert.pk}:0", "to": w.inside[Role.VILLAGE_WORKER].pk}),
    "monitoring:visit_list": Row(),
    "monitoring:alert": thing("alert"),
    "monitoring:step": Row(get=NO_METHOD, post=409, abroad=NOT_THERE, of=lambda w: {"pk": w.alert.pk, "code": "jump"}),
    "monitoring:verify": thing("alert", post=302, data=visit_form),
    "monitoring:household_panel": thing("household"),
    "monitoring:hint": thing(
        "household", post=302, data=lambda w: {"source": "cadre", "title": "正房漏雨", "reason": "六月十日大雨后漏雨，邻居反映。", "severity": "2"}
    ),
    "monitoring:photo": thing("photo"),
    "monitoring:board": Row(),
    "monitoring:runs": Row(),
    "monitoring:start_run": Row(get=NO_METHOD, post=302),
    "monitoring:run": thing("run"),
    "monitoring:rules": Row(),
    "monitoring:facts": Row(),
    "monitoring:rule": Row(of=lambda w: {"code": "R02"}),
    "monitoring:data_tasks": Row(),
    "monitoring:near": Row(),
    # registers
    "registers:batches": Row(),
    "registers:upload": Row(post=422),
    "registers:template": Row(of=lambda w: {"sheet": "members"}),
    "registers:batch": thing("batch"),
    "registers:rejects": verb("batch", post=200, data=lambda w: {"purpose": "退民政局改后重报"}),
    "registers:retry": verb("batch"),
    "registers:confirm": verb("batch"),
    "registers:decline": verb("batch"),
    "registers:choose": verb("batch", data=lambda w: {"choice": "keep"}),
    # The batch of the world is not of the kind that can be withdrawn: sent back to it with the reason.
    "registers:withdraw": thing("batch", get=302, post=302, data=lambda w: {"reason": "文件传错了，是去年的"}),
    # config
    "gallery": Row(),
    "api-household-list": Row(**API),
    "api-household-detail": thing("household", **API),
    "api-alert-list": Row(**API),
    "api-alert-detail": thing("alert", **API),
    "api-alert-step": Row(
        get=NO_METHOD, post={Role.VILLAGE_WORKER: 200, "*": 409}, abroad=NOT_THERE, data=visit_form,
        of=lambda w: {"pk": w.alert.pk, "code": "verify"}, **API,
    ),
    "api-schema": Row(asks_first=True),
    "api-docs": Row(asks_first=True),
    "health": Row(roles=EVERYBODY, stranger={"get": 200, "post": NO_METHOD}),
    "prometheus-django-metrics": Row(roles=EVERYBODY, post=200, stranger={"get": 200, "post": 200}),
}  # fmt: skip
