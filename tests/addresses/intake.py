"""Addresses of the one window: finding, registering, the one form, papers and their scans."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from accounts.roles import Role
from households.models import Person
from identification import authorisations, intake
from identification.choices import AuthorisationKind
from identification.drafts import save_form
from identification.scans import read_scan
from tests.addresses.base import NOT_THERE, Row, thing
from tests.identification.factories_intake import draft, family
from tests.monitoring.factories import ON, PNG
from tests.world import World


def prepare(world: World) -> None:
    """A draft written by the village worker, with a paper and a signature scanned; another household to begin with.

    The known person's own household has its case elsewhere: here his numbers stand in another household's columns and in what was typed.
    """
    by, secrets = world.inside[Role.VILLAGE_WORKER], world.secrets
    household = family(head_name="陈守田", phone=secrets.household_phone, bank_account=secrets.account)
    head = household.members.get().person
    Person.objects.filter(pk=head.pk).update(disease=secrets.disease, phone=secrets.phone, health="serious")
    application = draft(household, by, ON)
    typed = {
        "newcomers": ["1"],
        "n0-name": ["欧阳守田"],
        "n0-id_number": [secrets.id_number],
        "n0-relation": ["20"],
        "phone": [secrets.phone],
    }
    application = save_form(application, typed, by=by, on=ON)
    scan = read_scan(ContentFile(PNG), "诊断证明")
    signed = authorisations.sign(application, AuthorisationKind.COMMITMENT, signers=[head], by=by, on=ON, scan=scan)
    paper = intake.bring(application, "diagnosis", by=by, on=ON, scan=scan)
    world.made |= {"draft": application, "signed": signed, "paper": paper, "newly": family(head_name="新来家")}


def to_be_registered(world: World) -> dict[str, Any]:
    return {
        "village": world.village.pk, "area_type": "rural", "address": "三组7号", "head_name": "欧阳守田", "id_number": world.secrets.id_number,
        "phone": "13800002222",
    }  # fmt: skip


ROWS: dict[str, Row] = {
    "identification:apply": Row(post=200, data=lambda w: {"q": w.secrets.id_number}),
    # Somebody registers a person who lives here already: refused, and told where without his number.
    "identification:new_household": Row(post=422, data=to_be_registered),
    "identification:apply_household": Row(
        of=lambda w: {"pk": w.newly.pk}, post={Role.VILLAGE_WORKER: 422, "*": 302}, abroad=NOT_THERE,
        data=lambda w: {"applicant": w.newly.members.get().person_id, "channel": "entrusted", "proxy_name": "王英", "proxy_relation": "relative"},
    ),
    "identification:form": thing("draft", post=302, data=lambda w: {"version": w.draft.version, "action": "save", "address": "三组7号"}),
    "identification:form_trial": thing("draft", get=405, post=200, data=lambda w: {"address": "三组7号"}),
    "identification:form_print": thing("draft"),
    "identification:papers": thing("draft", post=409, data=lambda w: {"act": "jump"}),
    "identification:paper_scan": thing("paper"),
    "identification:authorisation_scan": thing("signed"),
}  # fmt: skip
