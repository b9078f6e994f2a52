"""The list of materials and signatures of an application, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from households.presenters import Mark, light
from identification import authorisations
from identification.models import Application, Authorisation, Paper
from identification.papers import BY_CODE, PaperSpec, relevant


@dataclass(frozen=True)
class PaperRow:
    """One material: spared, asked, brought, or only possible."""

    spec: PaperSpec
    paper: Paper | None

    @property
    def is_shared(self) -> bool:
        return self.spec.is_shared

    @property
    def is_handed_in(self) -> bool:
        return bool(self.paper and self.paper.handed_in_on)

    @property
    def light(self) -> Mark:
        if self.is_shared:
            return light("ok", "免交")
        if self.is_handed_in:
            return light("ok", "已交")
        if self.paper and self.paper.asked_on:
            return light("warn", "要补")
        return light("idle", "没有要")

    @property
    def source(self) -> str:
        if self.is_shared:
            return f"{self.spec.shared_from}共享"
        if self.is_handed_in and self.paper and self.paper.handed_in_on:
            return f"{self.paper.handed_in_on:%-m月%-d日}交来"
        if self.paper and self.paper.asked_on:
            return f"{self.paper.asked_on:%-m月%-d日}告知"
        return "申请人，有的可以交"

    @property
    def words(self) -> str:
        return (self.paper.note if self.paper else "") or self.spec.hint


@dataclass(frozen=True)
class SignRow:
    """One paper everybody who must has to sign."""

    kind: str
    title: str
    row: Authorisation | None
    signed: str
    missing: str

    @property
    def light(self) -> Mark:
        return light("warn", "缺签字") if self.missing else light("ok", "已签")


def rows_of(application: Application, on: date) -> list[PaperRow]:
    """Relevant materials in the order of the list, and any other that stands in the case."""
    known = {paper.code: paper for paper in application.papers.all()}
    codes = [spec.code for spec in relevant(application, on) if spec.code not in SIGNED or spec.code in known]
    codes += [code for code in known if code not in codes and code in BY_CODE]
    return [PaperRow(BY_CODE[code], known.get(code)) for code in codes]


# Signed rather than handed in: in the list only where they were asked for by name.
SIGNED = {"commitment", "means_check", "proxy"}


def sign_rows_of(application: Application, on: date) -> list[SignRow]:
    standing, missing = authorisations.in_force(application, on), authorisations.missing_signatures(application, on)
    rows = []
    for kind in authorisations.needed(application):
        row = standing.get(kind)
        signed = "、".join(signer.person.name for signer in row.signers.all()) if row else ""
        rows.append(SignRow(str(kind), str(kind.label), row, signed, "、".join(person.name for person in missing.get(kind, []))))
    return rows
