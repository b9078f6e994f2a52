-- A county of any size in seconds: 3.3 people a household, 33 rows of evidence of which half lie in the last twelve months (design §8).
INSERT INTO households_household (household_no, head_name, village_id, county_code, town_code, village_code, area_type, household_kind, is_relocated,
    settlement, address, bank_name, account_name, helper, category, has_monitoring_tag, monitoring_kind, risks, registered_on, updated_at)
SELECT '990101-' || g, '户主' || g, v.id, '990101', left(v.code, 9), v.code, CASE WHEN g %% 5 = 0 THEN 'urban' ELSE 'rural' END,
       CASE WHEN g %% 6 = 0 THEN 'tuopin' ELSE 'ordinary' END, false, '', '', '', '', '',
       CASE WHEN g %% 12 = 0 THEN 'dibao' WHEN g %% 45 = 0 THEN 'dibao_margin' ELSE '' END, g %% 60 = 0, CASE WHEN g %% 60 = 0 THEN 'marginal' ELSE '' END, '{}',
       '2024-01-01', now()
FROM generate_series(1, %(households)s) g
JOIN (SELECT id, code, row_number() OVER (ORDER BY code) - 1 AS n, count(*) OVER () AS villages FROM accounts_region WHERE level = 'village') v ON v.n = g %% v.villages;

INSERT INTO households_standing (household_id, refused_category, refused_on, exited_category, clearance_mode, has_open_case)
SELECT id, '', CASE WHEN id %% 40 = 0 THEN date '2025-10-01' END, '', '', false FROM households_household;

INSERT INTO households_person (name, initials, id_type, sex, birth, ethnicity, education, marital, political, health, labour, school_status, job_status, care_level)
SELECT substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + (n %% 20)::int, 1) || substr('秀桂建玉国志文春海小永金明德荣淑凤丽兰英', 1 + (n / 20 %% 20)::int, 1)
       || substr('华军平芳红梅生林云龙飞强霞兵辉涛超杰勇艳', 1 + (n / 400 %% 20)::int, 1), '', '01', (1 + n %% 2)::text, date '1945-01-01' + (n::bigint * 7919 %% 29000)::int, '', '', '', '', 'healthy', CASE WHEN n %% 3 = 0 THEN 'none' ELSE 'ordinary' END, '', '', ''
FROM generate_series(1, (%(households)s * 33 / 10)::int) n;

INSERT INTO households_member (household_id, person_id, relation, status, is_claim, category, dibao_mode)
SELECT h.id, p.id, CASE WHEN p.n < %(households)s THEN '02' ELSE '20' END, 'present', false, CASE WHEN h.category <> '' THEN h.category ELSE '' END, ''
FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM households_person) p
JOIN (SELECT id, category, row_number() OVER (ORDER BY id) - 1 AS n FROM households_household) h ON h.n = p.n %% %(households)s;

CREATE TEMP TABLE head AS SELECT household_id, min(person_id) AS person_id, max(person_id) AS other_id FROM households_member GROUP BY household_id;

INSERT INTO households_income (household_id, person_id, source, received_on, known_at, item, month, amount, ref, kind)
SELECT h.household_id, h.person_id, 'department', m::date, now(), '务工收入', m::date, CASE WHEN h.household_id %% 25 = 0 THEN 90000 ELSE 320000 + (h.household_id * 7919 %% 400000) END, '', 'wage'
FROM head h, generate_series(date '2024-06-01', date '2026-05-01', interval '1 month') m;
INSERT INTO households_income (household_id, person_id, source, received_on, known_at, item, month, amount, ref, kind)
SELECT h.household_id, h.other_id, 'department', m::date, now(), x.item, m::date, x.amount, '', x.kind
FROM head h, generate_series(date '2025-07-01', date '2026-05-01', interval '5 month') m,
     (VALUES ('基础养老金', 16300, 'transfer'), ('土地流转', 20000, 'property')) AS x (item, amount, kind);
INSERT INTO households_spending (household_id, person_id, source, received_on, known_at, item, month, amount, ref, kind)
SELECT h.household_id, h.other_id, 'visit', m::date, now(), '学费', m::date, 30000, '', 'education'
FROM head h, generate_series(date '2025-03-01', date '2026-03-01', interval '12 month') m;
INSERT INTO households_medical (household_id, person_id, source, received_on, known_at, visit_kind, hospital, settled_on, settlement_no, total, basic_paid,
    serious_paid, aid_paid, other_paid, self_pay, compliant_self_pay)
SELECT h.household_id, h.other_id, 'department', '2026-05-01', now(), 'inpatient', '', date '2026-06-10' - (h.household_id %% 300)::int, h.household_id::text,
       500000, 300000, 0, 0, 0, CASE WHEN h.household_id %% 50 = 0 THEN 800000 ELSE 100000 END, 80000
FROM head h;
INSERT INTO households_housing (household_id, received_on, grade, appraised_on, appraiser, renovation)
SELECT household_id, '2025-05-01', CASE WHEN household_id %% 200 = 0 THEN 'C' ELSE 'A' END, '2025-05-01', '', '' FROM head;
INSERT INTO households_water (household_id, received_on, supply, quantity, quality, access, reliability, checked_on, problem)
SELECT household_id, '2025-05-01', '', 'good', CASE WHEN household_id %% 300 = 0 THEN 'bad' ELSE 'good' END, 'good', 'good', '2025-05-01', '' FROM head;
INSERT INTO households_vehicle (household_id, person_id, received_on, kind, value, is_livelihood)
SELECT household_id, person_id, '2025-05-01', 'car', 5000000, false FROM head WHERE household_id %% 20 = 0;
INSERT INTO households_insurance (household_id, person_id, received_on, kind, year, status, subsidy_kind)
SELECT household_id, person_id, '2026-01-01', 'resident_medical', 2026, CASE WHEN person_id %% 400 = 0 THEN 'not_insured' ELSE 'insured' END, '' FROM households_member;
INSERT INTO households_enrolment (household_id, person_id, received_on, school, stage, grade, attendance, absence_reason)
SELECT m.household_id, m.person_id, '2025-09-01', '', 'primary', '', 'enrolled', '' FROM households_member m JOIN households_person p ON p.id = m.person_id
WHERE p.birth BETWEEN '2010-06-16' AND '2020-06-15';
INSERT INTO households_disability (household_id, person_id, received_on, kind, level, issued_on, is_cancelled)
SELECT household_id, person_id, CASE WHEN person_id %% 900 = 0 THEN date '2026-06-01' ELSE date '2020-01-01' END, '4', 2,
       CASE WHEN person_id %% 900 = 0 THEN date '2026-05-20' ELSE date '2019-01-01' END, false
FROM households_member WHERE person_id %% 30 = 0;
