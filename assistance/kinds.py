"""Which department answers which need, which measure answers which need or risk (domain §1.3, §8.9, §8.10). Declared tables, nothing computed."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.choices import Dept
from assistance.choices import MeasureKind as M
from assistance.choices import NeedKind as N
from households.choices import Risk
from policies.dispositions import PolicyDomain as D
from policies.models import Policy

# Need → the department asked first, where no policy names another.
DEPT_OF_NEED: dict[str, Dept] = {
    N.LIVING: Dept.MZ,
    N.EDUCATION: Dept.JT,
    N.MEDICAL: Dept.YB,
    N.HOUSING: Dept.ZJ,
    N.WATER: Dept.SW,
    N.JOB: Dept.RS,
    N.INDUSTRY: Dept.NY,
    N.FUND: Dept.NY,
    N.CARE: Dept.MZ,
    N.REHABILITATION: Dept.CL,
    N.MIND: Dept.WJ,
    N.LAW: Dept.MZ,
    N.OTHER: Dept.MZ,
}

# Need → the column of the national system its measure usually goes to; the department may choose another.
MEASURE_OF_NEED: dict[str, M] = {
    N.LIVING: M.COMPREHENSIVE,
    N.EDUCATION: M.EDUCATION,
    N.MEDICAL: M.HEALTH,
    N.HOUSING: M.HOUSING,
    N.WATER: M.WATER,
    N.JOB: M.JOB,
    N.INDUSTRY: M.INDUSTRY,
    N.FUND: M.FINANCE,
    N.CARE: M.COMPREHENSIVE,
    N.REHABILITATION: M.HEALTH,
    N.MIND: M.SOCIAL,
    N.LAW: M.SOCIAL,
    N.OTHER: M.SOCIAL,
}

# Policy's class → the need it answers and the measure it is.
NEED_OF_DOMAIN: dict[str, N] = {
    D.LIVING: N.LIVING,
    D.EDUCATION: N.EDUCATION,
    D.MEDICAL: N.MEDICAL,
    D.HOUSING: N.HOUSING,
    D.WATER: N.WATER,
    D.JOB: N.JOB,
    D.INDUSTRY: N.INDUSTRY,
    D.FINANCE: N.FUND,
    D.CARE: N.CARE,
    D.SOCIAL: N.OTHER,
}

# Rule of an alert closed with 转办部门 → the need that is pushed.
NEED_OF_RULE: dict[str, N] = {
    "R01": N.LIVING,
    "R02": N.MEDICAL,
    "R03": N.MEDICAL,
    "R04": N.MEDICAL,
    "R05": N.MEDICAL,
    "R07": N.HOUSING,
    "R08": N.WATER,
    "R09": N.EDUCATION,
    "R10": N.MEDICAL,
    "R12": N.REHABILITATION,
}

# Risk → measures that fit it (domain §8.10); a risk left out constrains nothing.
FITS_RISK: dict[str, frozenset[M]] = {
    Risk.ILLNESS: frozenset({M.HEALTH, M.COMPREHENSIVE}),
    Risk.SCHOOL: frozenset({M.COMPULSORY_EDUCATION, M.EDUCATION, M.SOCIAL}),
    Risk.DISABILITY: frozenset({M.COMPREHENSIVE, M.SOCIAL}),
    Risk.DISASTER: frozenset({M.HOUSING, M.COMPREHENSIVE, M.CONDITIONS}),
    Risk.HOUSING: frozenset({M.HOUSING, M.RELOCATION}),
    Risk.WATER: frozenset({M.WATER}),
    Risk.LABOUR: frozenset({M.PUBLIC_POST, M.COMPREHENSIVE, M.INDUSTRY}),
    Risk.JOB: frozenset({M.JOB}),
    Risk.INDUSTRY: frozenset({M.INDUSTRY, M.FINANCE}),
}


def dept_for(kind: str, policy: Policy | None) -> Dept:
    """The department a need goes to: the policy's own, else by kind."""
    return Dept(policy.dept) if policy else DEPT_OF_NEED[kind]


def measure_for(kind: str, policy: Policy | None) -> M:
    """What the measure's form offers first."""
    if policy and policy.domain == D.JOB and policy.benefit_type == "post":
        return M.PUBLIC_POST
    return MEASURE_OF_NEED[NEED_OF_DOMAIN[policy.domain] if policy else kind]


def fits_some_risk(kind: str, risks: Iterable[str]) -> bool:
    """Whether a measure answers one of the recorded risks; with none recorded in the table nothing can be said against it."""
    tables = [FITS_RISK[risk] for risk in risks if risk in FITS_RISK]
    return not tables or any(kind in table for table in tables)
