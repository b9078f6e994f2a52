"""Applications of a county in every state, with all they leave behind. Every hundredth part of the numbers is a state (STATES)."""

from __future__ import annotations

import json
from datetime import date

from accounts.models import Region
from accounts.roles import Role
from casework.models import Event
from identification.case_facts import facts_of
from identification.choices import ApplicationState as S
from identification.models import (
    Application,
    Attendance,
    Authorisation,
    BoardPhoto,
    ClockPause,
    CountyCheck,
    Determination,
    DeterminationLine,
    HomeVisit,
    JointReview,
    Letter,
    MeansCheck,
    Objection,
    Opinion,
    OpinionLine,
    Paper,
    PublicNotice,
    ReviewItem,
    VisitSignature,
    Vote,
)
from identification.snapshots import snapshot_of
from monitoring.sweep import sweep
from registers.bench.filling import fill, post, run

# Of a hundred applications: so many in this state. 18 are open.
STATES = {
    S.CONFIRMED: 55, S.REJECTED: 15, S.TERMINATED: 6, S.NOT_ACCEPTED: 4, S.LAPSED: 2, S.DRAFT: 1, S.SUBMITTED: 2, S.RETURNED: 1, S.UNDER_INQUIRY: 5,
    S.PROPOSED: 2, S.NOTICE: 2, S.OBJECTED: 1, S.PANEL: 3, S.COUNTY_CHECK: 1,
}  # fmt: skip
ENDED = "('confirmed', 'rejected', 'terminated', 'not_accepted', 'lapsed')"
PROPOSED = "c.has_opinion"
MEETINGS = 24  # of each town in the past year
AGENDA = 30  # cases on the agenda of the meeting that is on


def states() -> str:
    """CASE expression over `mod(g, 100)`."""
    parts, upto = [], 0
    for state, share in STATES.items():
        upto += share
        parts.append(f"WHEN mod(g, 100) < {upto} THEN '{state.value}'")
    return f"CASE {' '.join(parts)} END"


def make_cases(county: Region, number: int, on: date) -> None:
    """`number` applications on `on`; the county is screened in between, as its facts are needed for the opinions."""
    table(number, on)
    applications()
    run(
        "UPDATE households_standing s SET has_open_case = true FROM bench_case c WHERE c.household_id = s.household_id AND c.is_open AND c.state <> 'draft'"
    )
    run(
        "UPDATE households_household h SET category = c.category, has_monitoring_tag = c.tagged, monitoring_kind = c.kind FROM bench_case c WHERE c.is_last AND c.household_id = h.id"
    )
    sweep(county, on, household_ids=None)
    opinions()
    inquiries(on)
    notices(on)
    meetings(county, on)
    determinations()
    papers()


def table(number: int, on: date) -> None:
    """`bench_case`: one row an application with everything its other rows are made from."""
    run(f"""
        CREATE TEMP TABLE bench_case AS
        SELECT c.*, state NOT IN {ENDED} AS is_open, begun + 2 AS accepted_on, state NOT IN ('draft', 'submitted', 'returned', 'not_accepted', 'lapsed') AS accepted,
               state IN ('confirmed', 'rejected', 'proposed', 'notice', 'objected', 'panel', 'county_check') AS has_opinion,
               state IN ('confirmed', 'notice', 'objected', 'panel', 'county_check') AS has_notice,
               CASE WHEN state IN {ENDED} THEN least(begun + 22, date '{on}') END AS closed_on,
               CASE WHEN state = 'rejected' THEN '' ELSE (ARRAY['dibao', 'dibao', 'dibao_margin', 'rigid_expenditure', 'other_hardship'])[1 + mod(k, 5)] END AS category,
               state <> 'rejected' AND mod(k, 5) = 4 AS tagged, CASE WHEN state <> 'rejected' AND mod(k, 5) = 4 THEN 'marginal' ELSE '' END AS kind,
               state = 'confirmed' AND row_number() OVER (PARTITION BY household_id, state ORDER BY id DESC) = 1 AS is_last,
               {post("town_code", Role.TOWN_CLERK)} AS clerk, {post("town_code", Role.TOWN_HEAD)} AS head,
               {post("town_code", Role.TOWN_SURVEYOR)} AS first_surveyor, {post("town_code", Role.TOWN_SURVEYOR, 2)} AS second_surveyor
        FROM (SELECT g AS id, g / 100 AS k, h.id AS household_id, h.village_id, h.county_code, h.town_code, h.village_code, {states()} AS state,
                     date '{on}' - CASE WHEN mod(g, 100) < 82 THEN 26 + mod(g / 100 * 7 + mod(g, 100) * 5, 400) ELSE 1 + mod(g / 100 + g, 20) END AS begun,
                     (SELECT min(person_id) FROM households_member m WHERE m.household_id = h.id) AS person_id
              FROM generate_series(1, {number}) g
              JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS size FROM households_household) h ON h.n = mod(g::bigint * 7919, h.size)
              WHERE g <= h.size OR mod(g, 100) < 82) c
    """)
    run("ALTER TABLE bench_case ADD PRIMARY KEY (id)")
    run("ANALYZE bench_case")


def applications() -> None:
    fill(
        Application, "bench_case c", id="id", household_id="household_id", county_code="county_code", town_code="town_code", village_code="village_code",
        application_no="'990101-' || lpad(id::text, 7, '0')", state="state", state_since="coalesce(closed_on, begun + 1)", applicant_id="person_id",
        due_on="CASE WHEN is_open AND state <> 'draft' THEN begun + 22 END", channel="'window'", created_by_id="clerk", created_on="begun",
        submitted_on="CASE WHEN state <> 'draft' THEN begun + 1 END", returned_on="CASE WHEN state IN ('returned', 'lapsed') THEN begun + 1 END",
        accepted_on="CASE WHEN accepted THEN accepted_on END", accepted_by_id="CASE WHEN accepted THEN clerk END", closed_on="closed_on",
        paused_since="CASE WHEN state = 'objected' THEN begun + 9 END", needs_community_review="false", reason="'家里有人长期看病，收入减少。'",
    )  # fmt: skip
    fill(
        ClockPause,
        "bench_case c WHERE state = 'objected'",
        application_id="id",
        reason="'objected'",
        started_on="begun + 9",
        started_by="'一窗'",
    )
    for kind in ("commitment", "means_check"):
        source = "bench_case c WHERE state <> 'draft'"
        fill(
            Authorisation,
            source,
            application_id="id",
            kind=f"'{kind}'",
            signed_on="begun",
            recorded_by_id="clerk",
            valid_until="begun + 365",
        )
    for step, label in enumerate(("提交申请", "受理", "提出初审意见", "张贴公示", "公示期满，送联审联批", "确认")):
        fill(
            Event, f"bench_case c WHERE state <> 'draft' AND (accepted OR {step} < 2)", household_id="household_id", county_code="county_code",
            town_code="town_code", village_code="village_code", kind="'step'", happened_on=f"begun + {step * 3 + 1}", position_id="clerk",
            by="'一窗受理（镇一窗受理）'", subject_type="'application'", subject_id="id", detail=f"'{json.dumps({'label': label})}'::jsonb",
        )  # fmt: skip


def opinions() -> None:
    """Each with the snapshot of one real case, so that its size is a real one."""
    example = Application.objects.for_page().filter(accepted_on__isnull=False, state=S.UNDER_INQUIRY).order_by("pk")[0]
    snapshot = json.dumps(snapshot_of(facts_of(example)), ensure_ascii=False).replace("'", "''").replace("%", "%%")
    fill(
        Opinion, f"bench_case c JOIN households_householdfacts f USING (household_id) WHERE {PROPOSED}", id="c.id", application_id="c.id",
        made_on="c.accepted_on + 3", made_by_id="c.clerk", snapshot=f"'{snapshot}'::jsonb", parameters_id="f.parameters_id", rules_version="'2026-1'",
        proposed_category="c.category", proposed_has_tag="c.tagged", proposed_monitoring_kind="c.kind", category="c.category", has_monitoring_tag="c.tagged",
        monitoring_kind="c.kind", monthly_amount="CASE WHEN c.category = 'dibao' THEN 40500 END", proposed_amount="CASE WHEN c.category = 'dibao' THEN 40500 END",
        judgement="CASE WHEN c.tagged THEN '医疗支出大，收入不稳，自主应对能力弱。' ELSE '' END",
    )  # fmt: skip
    fill(
        OpinionLine, f"bench_case c JOIN households_member m USING (household_id) WHERE {PROPOSED} AND m.left_on IS NULL", opinion_id="c.id", member_id="m.id",
        is_counted="true", category="c.category", dibao_mode="CASE WHEN c.category = 'dibao' THEN 'whole' ELSE '' END", because="'计入的共同生活家庭成员'",
    )  # fmt: skip


def inquiries(on: date) -> None:
    center, done = post("county_code", Role.VERIFY_CENTER), "(state <> 'under_inquiry' OR mod(k, 2) = 0)"
    fill(
        MeansCheck, "bench_case c WHERE accepted", application_id="id", asked_on="accepted_on", asked_by_id="clerk", due_on="accepted_on + 7",
        started_on="accepted_on + 1", started_by_id=center, finished_on=f"CASE WHEN {done} THEN accepted_on + 2 END", told_on=f"CASE WHEN {done} AND mod(k, 3) > 0 THEN accepted_on + 2 END",
        finished_by_id=f"CASE WHEN {done} THEN {center} END", result=f"CASE WHEN NOT {done} THEN '' WHEN mod(k, 9) = 0 THEN 'more_found' ELSE 'agrees' END",
        findings=f"CASE WHEN {done} THEN '与申报相符。' ELSE '' END", report_no=f"CASE WHEN {done} THEN '核' || id ELSE '' END",
    )  # fmt: skip
    visited = "(state <> 'under_inquiry' OR mod(k, 3) = 0)"
    fill(
        HomeVisit, "bench_case c WHERE accepted", id="id", application_id="id", first_surveyor_id="first_surveyor", second_surveyor_id="second_surveyor",
        planned_on="accepted_on", due_on="accepted_on + 7", visited_on=f"CASE WHEN {visited} THEN accepted_on + 1 END", informant="'户主'", member_signed="true",
        completed_on=f"CASE WHEN {visited} THEN accepted_on + 2 END", findings="'两间砖房，家里没有大件电器。'", neighbours="'邻居说他家今年看病花了不少钱。'",
    )  # fmt: skip
    for surveyor in ("first_surveyor", "second_surveyor"):
        fill(
            VisitSignature,
            f"bench_case c WHERE accepted AND {visited}",
            visit_id="id",
            position_id=surveyor,
            signed_on="accepted_on + 2",
            visit_version="0",
        )
    chief = post("county_code", Role.TASKFORCE)
    fill(
        CountyCheck, f"bench_case c WHERE state = 'county_check' OR state = 'confirmed' AND mod(k, 10) = 0 AND '{on}'::date > closed_on", application_id="id",
        kind="'sampled'", asked_on="accepted_on + 12", asked_by="'县专班'", due_on="accepted_on + 20", finished_on="closed_on",
        finished_by_id=f"CASE WHEN state = 'confirmed' THEN {chief} END", result="CASE WHEN state = 'confirmed' THEN 'agrees' ELSE '' END",
        findings="CASE WHEN state = 'confirmed' THEN '入户看过，与镇里意见一致。' ELSE '' END",
    )  # fmt: skip


def notices(on: date) -> None:
    hangs = "state IN ('notice', 'objected')"
    fill(
        PublicNotice, "bench_case c WHERE has_notice", id="id", application_id="id", opinion_id="id", kind="'first'", village_id="village_id", days="7",
        notice_no="'公示' || id", masked_name="'户*'", people="3", category_text="'最低生活保障对象'", amount="40500", complaint_phone="'0999-0000321'",
        posted_on=f"CASE WHEN {hangs} THEN date '{on}' - mod(k, 9) ELSE accepted_on + 4 END", posted_by_id="clerk",
        ends_on=f"CASE WHEN {hangs} THEN date '{on}' - mod(k, 9) + 7 ELSE accepted_on + 11 END", removed_on=f"CASE WHEN NOT {hangs} THEN accepted_on + 12 END",
        removed_reason=f"CASE WHEN {hangs} THEN '' ELSE '公示期满' END",
    )  # fmt: skip
    fill(
        PublicNotice, "bench_case c WHERE state = 'confirmed' AND category = 'dibao' AND is_last", application_id="id", opinion_id="id", kind="'long_term'",
        village_id="village_id", days="0", notice_no="'长期' || id", masked_name="'户*'", people="3", category_text="'最低生活保障对象'", amount="40500",
        complaint_phone="'0999-0000321'", posted_on="closed_on", posted_by_id="clerk",
    )  # fmt: skip
    fill(
        BoardPhoto, "bench_case c WHERE has_notice AND mod(k, 5) > 0", notice_id="id", taken_on="accepted_on + 4", file="'notices/bench'", content_type="'image/png'",
        size="48000", added_by_id="clerk",
    )  # fmt: skip
    fill(
        Objection,
        "bench_case c WHERE state = 'objected'",
        notice_id="id",
        raised_on="begun + 9",
        content="'听说他家有一辆车。'",
        recorded_by_id="clerk",
    )


def meetings(county: Region, on: date) -> None:
    """Of each town a meeting a fortnight over the past year, all cases decided there; one that is on, one that is called."""
    towns = f"(SELECT *, row_number() OVER (ORDER BY code) AS t FROM accounts_region WHERE level = 'town' AND parent_id = {county.pk}) r"
    closed = f"{towns}, generate_series(1, {MEETINGS}) n"
    shared = {
        "town_id": "r.id", "place": "'镇政府二楼会议室'", "host_id": post("r.code", Role.TOWN_HEAD), "recorder_id": post("r.code", Role.TOWN_CLERK),
    }  # fmt: skip
    held = f"date '{on}' - 15 * ({MEETINGS + 1} - n)"
    fill(JointReview, closed, id="r.t * 1000 + n", year="2025", number="n", held_on=held, state="'closed'", closed_on=held, **shared)
    now = f"{towns} WHERE r.t <= 2"
    fill(
        JointReview, now, id="r.t * 1000 + 999", year="2026", number="1", held_on=f"date '{on}' + r.t::int - 1",
        state="CASE WHEN r.t = 1 THEN 'open' ELSE 'planned' END", **shared,
    )  # fmt: skip
    fill(
        Attendance, "identification_jointreview v JOIN accounts_region r ON r.id = v.town_id JOIN bench_post p ON p.place = r.code AND p.role IN ('town_head', 'town_panel')",
        review_id="v.id", position_id="p.id", is_present="v.state <> 'planned'", signed_at="CASE WHEN v.state <> 'planned' THEN now() END",
        signed_by_id="CASE WHEN v.state <> 'planned' THEN p.id END",
    )  # fmt: skip
    run(f"""
        CREATE TEMP TABLE bench_item AS
        SELECT c.*, r.t * 1000 + 1 + mod(c.id, {MEETINGS}) AS review_id, row_number() OVER (PARTITION BY r.t, mod(c.id, {MEETINGS}) ORDER BY c.id) AS place
        FROM bench_case c JOIN {towns} ON r.code = c.town_code WHERE c.state IN ('confirmed', 'rejected')
        UNION ALL
        SELECT * FROM (SELECT c.*, r.t * 1000 + 999 AS review_id, row_number() OVER (PARTITION BY r.t ORDER BY c.id) AS place
                       FROM bench_case c JOIN {towns} ON r.code = c.town_code WHERE c.state = 'panel' AND r.t <= 2) x WHERE place <= {AGENDA}
    """)
    decided = "i.state IN ('confirmed', 'rejected')"
    kept = json.dumps({"figures": FIGURES, "rows": []})
    fill(
        ReviewItem, "bench_item i", id="i.id", review_id="i.review_id", application_id="i.id", opinion_id="i.id", order="i.place",
        result=f"CASE WHEN {decided} THEN i.state ELSE '' END", decided_at=f"CASE WHEN {decided} THEN i.closed_on::timestamptz END",
        decided_by_id=f"CASE WHEN {decided} THEN i.head END", tally=f"CASE WHEN {decided} THEN '{kept}'::jsonb END",
    )  # fmt: skip
    fill(
        Vote, f"bench_item i JOIN bench_post p ON p.place = i.town_code AND p.role IN ('town_head', 'town_panel') WHERE {decided} OR i.place < 3",
        item_id="i.id", position_id="p.id", choice="'agree'",
    )  # fmt: skip


FIGURES = {
    "members": 5, "recused": 0, "surveyors": 0, "present": 5, "agree": 5, "against": 0, "abstain": 0, "quorum": [2, 3], "majority": [1, 2],
}  # fmt: skip


def determinations() -> None:
    fill(
        Determination, "identification_opinion o JOIN bench_case c ON c.id = o.id WHERE c.state = 'confirmed'", id="c.id", household_id="c.household_id",
        ground="'application'", decided_on="c.closed_on", category="c.category", has_monitoring_tag="c.tagged", monitoring_kind="c.kind", decided_by="'镇级专班组长'",
        confirmed_by_id="c.head", application_id="c.id", start_on="c.closed_on + 15", monthly_amount="o.monthly_amount", snapshot="o.snapshot",
        parameters_id="o.parameters_id", rules_version="o.rules_version", is_current="c.is_last",
    )  # fmt: skip
    fill(
        DeterminationLine, "identification_opinionline l JOIN bench_case c ON c.id = l.opinion_id WHERE c.state = 'confirmed' AND l.category <> ''",
        determination_id="c.id", member_id="l.member_id", category="l.category", dibao_mode="l.dibao_mode",
    )  # fmt: skip


def papers() -> None:
    for code, title in (("wages", "收入证明"), ("account", "银行流水"), ("lease", "租房合同")):
        fill(
            Paper,
            "bench_case c WHERE state <> 'draft'",
            application_id="id",
            code=f"'{code}'",
            title=f"'{title}'",
            asked_on="begun",
            handed_in_on="begun + 1",
        )
    content = json.dumps(
        {
            "to": "户主",
            "paragraphs": ["您的申请已经受理。" * 8],
            "items": [],
            "closing": [],
            "signed_by": "镇人民政府",
            "dated": "",
            "foot": "",
        }
    )
    for kind, word, which in (
        ("receipt", "受理", "accepted"),
        ("confirmed", "确认", "state = 'confirmed'"),
        ("rejected", "不予确认", "state = 'rejected'"),
    ):
        fill(
            Letter, f"bench_case c WHERE {which}", application_id="id", kind=f"'{kind}'", number=f"'{word}' || id", issued_on="accepted_on", issued_by_id="clerk",
            content=f"'{content}'::jsonb",
        )  # fmt: skip
