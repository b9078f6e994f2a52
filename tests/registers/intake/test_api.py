"""The interface for other systems, from the key to the verdict of a row."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Position, ReadingLog
from accounts.roles import Role
from casework.exceptions import StepRefused
from households.models import Medical
from registers import batches
from registers.intake import keys
from registers.models import Batch, BatchState, Delivery, SystemKey
from tests.accounts.factories import PositionFactory
from tests.monitoring.factories import officer
from tests.registers.books import HEAD, ON, family, number_of

pytestmark = pytest.mark.django_db
MEDICAL = "/api/intake/medical/"
ROW = {
    "name": "周守田", "id_number": HEAD, "visit_kind": "住院", "settled_on": "2026-05-20", "settlement_no": "A1", "total": 12000.5,
    "compliant_self_pay": 4000.1,
}  # fmt: skip


@pytest.fixture(autouse=True)
def ground(county, settings):
    settings.FIXED_TODAY = ON
    return county


@pytest.fixture
def by(county) -> Position:
    return officer(Role.SEC_ADMIN)


@pytest.fixture
def importer(county) -> Position:
    return officer(Role.REGISTER_ADMIN)


@pytest.fixture
def issued(by, importer) -> tuple[SystemKey, str]:
    return keys.issue("县医保信息平台", position=importer, sheets=["medical"], until=ON + timedelta(days=30), by=by, on=ON)


def send(text: str, rows: object, number: str = "batch-0001", address: str = MEDICAL):
    return Client().post(
        address,
        json.dumps({"rows": rows}),
        content_type="application/json",
        headers={"authorization": f"Bearer {text}", "idempotency-key": number},
    )


def ask(text: str, address: str):
    return Client().get(address, headers={"authorization": f"Bearer {text}"})


def test_from_the_key_to_the_verdict_of_every_row(issued, importer):
    _, text = issued
    family()
    unknown = ROW | {"id_number": number_of("19700101", 1), "name": "无此人", "settlement_no": "A2"}
    taken = send(text, [ROW, unknown])
    assert taken.status_code == 202, taken.content
    said = taken.json()
    assert (said["state"], said["is_finished"]) == (BatchState.QUEUED, False)
    assert ask(text, f"{said['address']}rows/").status_code == 409

    batch = batches.run(said["id"])
    assert (batch.asked_by, batch.file_name) == (importer, "接口_县医保信息平台.csv")
    said = ask(text, said["address"]).json()
    assert (said["is_finished"], said["new_rows"], said["rejected_rows"], said["aside_rows"]) == (True, 1, 0, 1)
    first, second = ask(text, f"{said['address']}rows/").json()
    assert first == {"row": 1, "verdict": "new", "problems": []}
    assert second == {"row": 2, "verdict": "aside", "problems": []}
    assert unknown["id_number"] not in json.dumps(second)
    # A number in JSON is the number that was written, to the 分.
    assert Medical.objects.get().total == Decimal("12000.50")


def test_the_same_number_and_rows_are_one_batch_ever(issued):
    _, text = issued
    family()
    first, again = send(text, [ROW]), send(text, [dict(reversed(ROW.items()))])
    assert (first.status_code, again.status_code) == (202, 200) and first.json()["id"] == again.json()["id"]
    batches.run(first.json()["id"])
    later = send(text, [ROW])
    assert later.json()["id"] == first.json()["id"] and later.json()["is_finished"]
    assert (Batch.objects.filter(sheet="medical").count(), Delivery.objects.count(), Medical.objects.count()) == (1, 1, 1)


def test_the_same_number_with_other_rows_is_refused(issued):
    _, text = issued
    send(text, [ROW])
    other = send(text, [ROW | {"total": 1}])
    assert other.status_code == 409 and other.json()["code"] == "number_used"
    assert Batch.objects.count() == 1


def test_the_same_rows_under_another_number_change_nothing(issued):
    _, text = issued
    family()
    batches.run(send(text, [ROW]).json()["id"])
    again = batches.run(send(text, [ROW], "batch-0002").json()["id"])
    assert (again.new_rows, again.changed_rows, again.same_rows) == (0, 0, 1)


def test_another_register_than_the_key_s_is_refused(issued):
    refused = send(issued[1], [{"name": "周守田"}], address="/api/intake/illness/")
    assert refused.status_code == 409 and refused.json()["code"] == "not_yours"
    assert not Batch.objects.exists()


def test_faults_name_row_and_column(issued):
    refused = send(issued[1], [ROW, ROW | {"phone": "13900000000"}])
    assert refused.status_code == 422
    assert refused.json()["faults"] == [{"row": 2, "column": "phone", "remedy": "没有这一列。列名见这种台账的接口说明。"}]
    assert "13900000000" not in refused.content.decode() and not Batch.objects.exists()


@pytest.mark.parametrize("number", ["", "short", "有汉字的编号-0001", "a" * 65, "-begins-wrong"])
def test_a_number_is_asked_for(issued, number):
    assert send(issued[1], [ROW], number.encode("utf-8").decode("latin-1")).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'{"rows": ' + b"[" * 2000])
def test_broken_bodies_are_refused(issued, body):
    said = Client().post(
        MEDICAL, body, content_type="application/json", headers={"authorization": f"Bearer {issued[1]}", "idempotency-key": "batch-0001"}
    )
    assert said.status_code in {400, 422} and not Batch.objects.exists()


def test_no_key_and_wrong_keys(issued, browser_of_importer):
    assert Client().post(MEDICAL).status_code == 401
    assert send("bg_wrong", [ROW]).status_code == 401
    assert send(issued[1] + "x", [ROW]).status_code == 401
    # A session counts for nothing here: no page of another site can send for somebody signed in.
    assert browser_of_importer.post(MEDICAL, "{}", content_type="application/json").status_code == 401


@pytest.fixture
def browser_of_importer(importer) -> Client:
    client = Client()
    client.force_login(importer.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def stopped(key: SystemKey, by: Position) -> None:
    keys.revoke(key, by=by)


def expired(key: SystemKey, by: Position) -> None:
    SystemKey.objects.filter(pk=key.pk).update(until=ON - timedelta(days=1))


def position_ended(key: SystemKey, by: Position) -> None:
    Position.objects.filter(pk=key.position_id).update(until=ON - timedelta(days=1))


def role_taken(key: SystemKey, by: Position) -> None:
    Position.objects.filter(pk=key.position_id).update(roles=[Role.TOWN_CLERK])


@pytest.mark.parametrize("happens", [stopped, expired, position_ended, role_taken])
def test_a_key_ends_with_its_term_its_position_and_its_duty(issued, by, happens):
    key, text = issued
    assert keys.holder_of(text, on=ON) == key
    happens(key, by)
    assert keys.holder_of(text, on=ON) is None and send(text, [ROW]).status_code == 401


def test_the_last_day_still_opens(issued):
    key, text = issued
    assert keys.holder_of(text, on=key.until) == key and keys.holder_of(text, on=key.until + timedelta(days=1)) is None


def test_another_system_s_batch_does_not_exist(issued, by, importer):
    said = send(issued[1], [ROW]).json()
    _, other = keys.issue("县民政信息平台", position=importer, sheets=["medical"], until=ON, by=by, on=ON)
    assert ask(other, said["address"]).status_code == 404 and ask(other, f"{said['address']}rows/").status_code == 404


@pytest.mark.parametrize(
    ("until", "good"), [(ON - timedelta(days=1), False), (ON, True), (ON + timedelta(days=366), True), (ON + timedelta(days=367), False)]
)
def test_the_term_of_a_key(by, importer, until, good):
    if good:
        keys.issue("系统", position=importer, sheets=["medical"], until=until, by=by, on=ON)
    else:
        with pytest.raises(StepRefused, match="最长一年"):
            keys.issue("系统", position=importer, sheets=["medical"], until=until, by=by, on=ON)


def test_who_may_get_a_key(by, importer):
    both = PositionFactory(user=by.user, office=importer.office, region=importer.region, roles=[Role.REGISTER_ADMIN], title="台账管理员")
    with pytest.raises(StepRefused, match="不能给自己"):
        keys.issue("系统", position=both, sheets=["medical"], until=ON, by=by, on=ON)
    with pytest.raises(StepRefused, match="不是台账管理员"):
        keys.issue("系统", position=officer(Role.TASKFORCE), sheets=["medical"], until=ON, by=by, on=ON)
    with pytest.raises(StepRefused, match="不能由接口送"):
        keys.issue("系统", position=importer, sheets=["users"], until=ON, by=by, on=ON)


def test_the_key_is_nowhere_but_in_the_answer(issued):
    key, text = issued
    assert text not in str(vars(key)) and text not in str(list(ReadingLog.objects.values_list()))
    assert ReadingLog.objects.filter(subject__startswith="发放接口密钥：县医保信息平台").count() == 1


def test_every_register_describes_its_own_interface(settings):
    settings.SPECTACULAR_SETTINGS["SERVE_PERMISSIONS"] = []
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(public=True)
    for code in keys.SENDABLE:
        told = schema["paths"][f"/api/intake/{code}/"]["post"]
        assert told["security"] == [{"systemKey": []}]
    assert "身份证号" in schema["components"]["schemas"]["MedicalRow"]["properties"]["id_number"]["description"]
    assert set(schema["components"]["schemas"]["MedicalRow"]["required"]) >= {"id_number", "settled_on", "total"}


def test_the_register_is_consistent_after_a_sending(issued):
    family()
    batches.run(send(issued[1], [ROW]).json()["id"])
    call_command("check_consistency")
