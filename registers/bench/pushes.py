"""Needs and pushes over four quarters, with measures and feedback."""

from __future__ import annotations

import json
from datetime import date

from accounts.encryption import seal
from accounts.roles import Role
from assistance.kinds import DEPT_OF_NEED, MEASURE_OF_NEED
from assistance.models import Feedback, Measure, Need, Referral
from casework.models import Event
from registers.bench.filling import fill, post, run

QUARTERS = ("2025Q3", "2025Q4", "2026Q1")  # those whose feedback is due by the middle of June 2026
WAITING = 2_000  # needs beside the pushed ones: to be answered or to be pushed


def sealed(text: str) -> str:
    """The same sealed text for every row, as SQL."""
    return f"'\\x{seal(text).hex()}'::bytea"


def one_of(values: list[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[1 + mod(g, {len(values)})]"


def make_pushes(number: int, on: date) -> None:
    """`number` pushes of the past year: one in a hundred to be signed for, most fed back, the rest in between."""
    kinds = list(DEPT_OF_NEED)
    run(f"""
        CREATE TEMP TABLE bench_push AS
        SELECT x.*, x.pushed_on + 1 AS received_on, {post("county_code", Role.TASKFORCE)} AS chief, {post("town_code", Role.TOWN_CLERK)} AS clerk,
               (SELECT id FROM bench_post p WHERE p.role = 'dept_staff' AND p.dept = x.dept) AS staff,
               to_char(CASE WHEN x.pushed_on <= (date_trunc('quarter', x.pushed_on) + interval '2 months - 1 day')::date THEN x.pushed_on
                            ELSE (date_trunc('quarter', x.pushed_on) + interval '3 months')::date END, 'YYYY"Q"Q') AS first_quarter,
               CASE WHEN g > {number} THEN 'none' WHEN mod(h, 100) < 3 THEN 'pushed' WHEN mod(h, 100) < 6 THEN 'received' WHEN mod(h, 100) < 20 THEN 'helping'
                    WHEN mod(h, 100) < 26 THEN 'done' WHEN mod(h, 100) < 30 THEN 'refused' WHEN mod(h, 100) < 50 THEN 'fed_back' ELSE 'verified' END AS state
        FROM (SELECT g, g::bigint * 31 AS h, h.id AS household_id, h.county_code, h.town_code, h.village_code, {one_of([str(kind) for kind in kinds])} AS kind,
                     {one_of([DEPT_OF_NEED[kind].value for kind in kinds])} AS dept, {one_of([MEASURE_OF_NEED[kind].value for kind in kinds])} AS measure,
                     date '{on}' - 3 - mod(g * 13, 340) AS pushed_on
              FROM generate_series(1, {number + WAITING}) g
              JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS size FROM households_household) h ON h.n = mod(g::bigint * 104729, h.size)) x
    """)
    run("ALTER TABLE bench_push ADD PRIMARY KEY (g)")
    place = {name: name for name in ("household_id", "county_code", "town_code", "village_code")}
    waits = "CASE WHEN mod(g, 3) = 0 THEN 'noted' ELSE 'confirmed' END"
    fill(
        Need, "bench_push p", id="g", kind="kind", source="'visit'", sealed_words=sealed("家里需要帮一把。"), noted_on="pushed_on - 4", noted_by_id="clerk", **place,
        state=f"CASE WHEN state = 'none' THEN {waits} WHEN state = 'verified' THEN 'met' ELSE 'pushed' END",
        answered_on="CASE WHEN state = 'none' AND mod(g, 3) = 0 THEN NULL ELSE pushed_on - 3 END",
        answered_by_id="CASE WHEN state = 'none' AND mod(g, 3) = 0 THEN NULL ELSE clerk END",
    )  # fmt: skip
    received, pushed = "state IN ('received', 'helping', 'done', 'refused', 'fed_back', 'verified')", "bench_push p WHERE state <> 'none'"
    fill(
        Referral, pushed, id="g", referral_no="'990101-T' || g", need_id="g", dept="dept", sealed_told=sealed("户主家需要帮助，请按政策办理。"), pushed_on="pushed_on",
        pushed_by_id="chief", first_quarter="first_quarter", state="state", state_since="pushed_on + 2", **place,
        due_on=f"CASE WHEN state = 'pushed' THEN pushed_on + 5 WHEN state IN ('received', 'helping', 'done', 'refused') THEN date '{on}' + 5 END",
        received_on=f"CASE WHEN {received} THEN received_on END", received_by_id=f"CASE WHEN {received} THEN staff END",
        refusal="CASE WHEN state = 'refused' THEN 'not_eligible' ELSE '' END", refusal_basis="CASE WHEN state = 'refused' THEN '办法第三条' ELSE '' END",
        settled_on="CASE WHEN state IN ('done', 'refused', 'fed_back', 'verified') THEN pushed_on + 30 END",
        arrival="CASE WHEN state = 'verified' THEN 'arrived' ELSE '' END", verified_on="CASE WHEN state = 'verified' THEN pushed_on + 60 END",
        verified_by_id="CASE WHEN state = 'verified' THEN clerk END",
    )  # fmt: skip
    fill(
        Measure, "bench_push p WHERE state IN ('helping', 'done', 'fed_back', 'verified')", household_id="household_id", referral_id="g", kind="measure",
        dept="dept", title="'救助金'", carried_out_on="received_on + 1", amount="20000", evidence="'发放单'", recorded_on="received_on + 1", recorded_by_id="staff",
        form_key="gen_random_uuid()",
    )  # fmt: skip
    for quarter in QUARTERS:
        due = f"(to_date('{quarter[:4]}', 'YYYY') + interval '{3 * int(quarter[5]) - 1} months 19 days')::date"
        fill(
            Feedback, f"bench_push p WHERE state IN ('helping', 'done', 'fed_back', 'verified') AND first_quarter <= '{quarter}' AND mod(h, 17) > 1", referral_id="g",
            quarter=f"'{quarter}'", result="CASE WHEN state = 'helping' THEN 'helping' ELSE 'done' END", words="'已发放。'", fed_back_by_id="staff", due_on=due,
            fed_back_on=f"{due} + CASE WHEN mod(h, 19) = 0 THEN 3 ELSE -2 END", is_late="mod(h, 19) = 0",
        )  # fmt: skip
    for label, days in (("推送", 0), ("签收", 1), ("登记措施", 2)):
        fill(
            Event, pushed, kind="'step'", happened_on=f"pushed_on + {days}", position_id="chief", by="'县专班（县专班）'", subject_type="'referral'", subject_id="g",
            detail=f"'{json.dumps({'label': label})}'::jsonb", **place,
        )  # fmt: skip
