"""一张表: the one form that replaces nine (domain §7.1). Declared once in `fields`; `prefill` says what is known, `read` what was typed, `land` writes it, `trial` only tries."""

from identification.one_form.complete import check_complete, missing
from identification.one_form.fields import BY_NAME, FIELDS, SECTIONS, FieldSpec, Kind, Section
from identification.one_form.form import MONEY_KINDS, newcomers_of, rows_of
from identification.one_form.known import Known, Prefill, prefill
from identification.one_form.landing import land, trial
from identification.one_form.reading import Answers, FormIncomplete, count_of, read, typed_of

__all__ = [
    "BY_NAME",
    "FIELDS",
    "MONEY_KINDS",
    "SECTIONS",
    "Answers",
    "FieldSpec",
    "FormIncomplete",
    "Kind",
    "Known",
    "Prefill",
    "Section",
    "check_complete",
    "count_of",
    "land",
    "missing",
    "newcomers_of",
    "prefill",
    "read",
    "rows_of",
    "trial",
    "typed_of",
]
