"""The step buttons of an application: every row of the table that leads on from here, on a page of its own or with its small form, or what stops it.

One registry, `WAYS`: the page, the POST and the API read it alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from casework.buttons import StepButton, not_yours
from casework.workflow import Step
from identification import county_checks, inquiry, intake, kin, notices, opinions, papers
from identification.authorisations import missing_signatures
from identification.case_forms import CountyCheckForm, NotAcceptForm, NoteForm, ReturnForm, TerminateForm, VersionForm
from identification.case_wording import confirmers
from identification.choices import ApplicationState as S
from identification.models import Application
from identification.workflow import APPLICATION
from policies.models import Parameter

FormMaker = Callable[[Application, date, Any, dict[str, Any]], forms.Form]


@dataclass
class Stop:
    """What keeps a step from being taken, in words, and where each of it is mended."""

    reasons: list[str] = field(default_factory=list)
    mends: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Way:
    """How a step is taken. `page`: on a page of its own; else `form` and `take`. `stops`: what the world says against it now."""

    page: Callable[[Application], str] | None = None
    form: FormMaker | None = None
    take: Callable[..., object] | None = None
    stops: Callable[[Application, Position, date], Stop] = lambda application, by, on: Stop()
    note: str = ""


def plain(form: type[forms.Form]) -> FormMaker:
    return lambda application, on, data, known: form(data, **known)


def return_form(application: Application, on: date, data: Any, known: dict[str, Any]) -> forms.Form:
    """Only what no department shares and nobody has brought yet."""
    brought = set(application.papers.filter(handed_in_on__isnull=False).values_list("code", flat=True))
    asked = [(spec.code, spec.title) for spec in papers.relevant(application, on) if not spec.is_shared and spec.code not in brought]
    return ReturnForm(data, papers=asked, **known)


def page_of(name: str) -> Callable[[Application], str]:
    return lambda application: reverse(name, args=[application.pk])


def notice_page(application: Application) -> str:
    notice = notices.last_notice(application)
    return reverse("identification:notice", args=[notice.pk]) if notice else page_of("identification:application")(application)


def item_page(application: Application) -> str:
    item = open_item(application)
    return reverse("identification:meeting_item", args=[item]) if item else reverse("identification:meetings")


def open_item(application: Application) -> int | None:
    return application.review_items.filter(result="").values_list("pk", flat=True).first()


def check_page(application: Application) -> str:
    check = application.county_checks.filter(finished_on__isnull=True).values_list("pk", flat=True).first()
    return reverse("identification:county_check", args=[check]) if check else reverse("identification:county_checks")


# What stops a step


def returned_before(application: Application, by: Position, on: date) -> Stop:
    if application.returned_on is None:
        return Stop()
    return Stop([f"{application.returned_on:%-m月%-d日}已一次性告知过，不能再退回"])


def papers_wait(application: Application, by: Position, on: date) -> Stop:
    lacking = [f"“{paper.title}”还没有交来" for paper in papers.outstanding(application)]
    unsigned = [
        f"{kind.label}缺{'、'.join(one.name for one in people)}签字" for kind, people in missing_signatures(application, on).items()
    ]
    return Stop(lacking + unsigned, [("收材料、登记签字", page_of("identification:papers")(application))] if lacking or unsigned else [])


def inquiry_lacks(application: Application, by: Position, on: date) -> Stop:
    missing = inquiry.missing(application)
    mends = []
    if inquiry.missing_check(application):
        check = application.means_checks.order_by("-pk").values_list("pk", flat=True).first()
        at = reverse("identification:means_check", args=[check]) if check else page_of("identification:ask_means_check")(application)
        mends.append(("看核对" if check else "提请核对", at))
    if inquiry.missing_visit(application):
        visit = application.home_visits.order_by("-pk").values_list("pk", flat=True).first()
        at = reverse("identification:home_visit", args=[visit]) if visit else page_of("identification:plan_visit")(application)
        mends.append(("看入户调查" if visit else "安排入户", at))
    if inquiry.missing_review(application):
        mends.append(("记录民主评议", page_of("identification:community_review")(application)))
    if inquiry.missing_papers(application):
        mends.append(("收材料", page_of("identification:papers")(application)))
    return Stop(missing, mends)


def no_notice_due(application: Application, by: Position, on: date) -> Stop:
    if notices.notice_days(notices.current_opinion(application), on):
        return Stop()
    return Stop(["初审意见里没有要公示的类别，直接送联审联批"])


def notice_due(application: Application, by: Position, on: date) -> Stop:
    reason = notices.covers(application)
    return Stop([f"要先公示：{reason}"] if reason else [])


def notice_runs(application: Application, by: Position, on: date) -> Stop:
    reasons = notices.not_over(application, on)
    return Stop(reasons, [("看公示", notice_page(application))] if reasons else [])


def not_on_an_agenda(application: Application, by: Position, on: date) -> Stop:
    if not by.has(*confirmers(application.village_code, Parameter.objects.numbers(on))):
        return Stop(["本县由另一级审核确认"])
    if open_item(application):
        return Stop()
    return Stop(["还没有列入联审联批会议的议程"], [("去会议", reverse("identification:meetings"))])


def on_an_agenda(application: Application, by: Position, on: date) -> Stop:
    """A case on an agenda is sent to the county by the meeting itself."""
    item = open_item(application)
    if item is None:
        return Stop()
    return Stop(["已列入会议议程，由会议议定"], [("看议题", reverse("identification:meeting_item", args=[item]))])


# The registry


IN_PANEL = Way(page=item_page, stops=not_on_an_agenda, note="在会议的议题上议定")
WAYS: dict[tuple[str, str], Way] = {
    ("submit", S.DRAFT): Way(page=page_of("identification:form"), note="一张表填完、签好字后提交"),
    ("resubmit", S.RETURNED): Way(form=plain(VersionForm), take=intake.resubmit, stops=papers_wait),
    ("accept", S.SUBMITTED): Way(form=plain(VersionForm), take=intake.accept, note="出具受理通知书，时钟从第二天起算"),
    ("return", S.SUBMITTED): Way(
        form=return_form, take=lambda application, *, papers, **said: intake.return_once(application, papers=papers, **said),
        stops=returned_before, note="一次列全所缺材料，只能退一次",
    ),
    ("not_accept", S.SUBMITTED): Way(form=plain(NotAcceptForm), take=intake.not_accept),
    ("propose", S.UNDER_INQUIRY): Way(page=page_of("identification:opinion"), stops=inquiry_lacks, note="系统先算，您来定；不同的写明理由"),
    ("post", S.PROPOSED): Way(page=page_of("identification:post_notice"), stops=no_notice_due, note="先看印出来的公示，再张贴"),
    ("to_panel", S.PROPOSED): Way(form=plain(VersionForm), take=notices.to_panel, stops=notice_due),
    ("reinquire", S.PROPOSED): Way(form=plain(NoteForm), take=opinions.reinquire, note="回到调查核实，时钟不停"),
    ("notice_over", S.NOTICE): Way(form=plain(VersionForm), take=notices.over, stops=notice_runs),
    ("object", S.NOTICE): Way(page=notice_page, note="写明谁说了什么，时钟停下来"),
    ("settle", S.OBJECTED): Way(page=notice_page, note="写明核实结果后重新调查"),
    ("confirm", S.PANEL): IN_PANEL,
    ("reject", S.PANEL): IN_PANEL,
    ("reinquire", S.PANEL): IN_PANEL,
    ("county_check", S.PANEL): Way(form=plain(CountyCheckForm), take=county_checks.ask, stops=on_an_agenda),
    ("checked", S.COUNTY_CHECK): Way(page=check_page, note="抽查完回到联审联批"),
}  # fmt: skip
TERMINATE = Way(form=plain(TerminateForm), take=intake.terminate, note="申请人撤回或不配合，要写原因")


def way_of(step: Step) -> Way:
    return TERMINATE if step.code == "terminate" else WAYS[step.code, S(step.source)]


def form_of(way: Way, code: str, application: Application, on: date, data: Any = None) -> forms.Form:
    """The form of a step, empty with the version the page shows, or filled with what was posted."""
    assert way.form is not None
    return way.form(application, on, data, {"initial": {"version": application.version}, "auto_id": f"{code}_%s"})


def stop_of(step: Step, way: Way, application: Application, by: Position, on: date, kin_says: str) -> Stop:
    """Duty first, kin second, then what the world says."""
    if others := not_yours(step, by):
        return Stop(others)
    if kin_says:
        return Stop([kin_says])
    if (
        Role.VILLAGE_WORKER in step.roles
        and not by.has(Role.TOWN_CLERK, Role.COUNTY_CLERK)
        and step.code in OWN_DRAFT
        and application.created_by_id != by.pk
    ):
        return Stop([f"由{application.created_by}登记，请他办理"])
    return way.stops(application, by, on)


OWN_DRAFT = {"submit", "resubmit", "terminate"}


def step_buttons(application: Application, by: Position, on: date, refused: dict[str, forms.Form] | None = None) -> list[StepButton]:
    """The page's buttons; `refused` are forms that came back with errors and keep what was typed."""
    buttons = []
    kin_says = kin.conflict(by, application.household) if application.is_open else ""
    for step in APPLICATION.leaving(application.state):
        if step.automatic:
            continue
        way = way_of(step)
        stop = stop_of(step, way, application, by, on, kin_says)
        after = f"之后：{APPLICATION.labels[step.target]}"
        button = StepButton(
            step.code, step.label, "", step.solid, note=f"{way.note}。{after}" if way.note else after,
            blocked=stop.reasons, mends=stop.mends, needs_page=way.page is not None,
        )  # fmt: skip
        if not button.blocked:
            if way.page is not None:
                button.url = way.page(application)
            else:
                button.url = reverse("identification:step", args=[application.pk, step.code])
                button.form = (refused or {}).get(step.code) or form_of(way, step.code, application, on)
        buttons.append(button)
    return buttons


def available_steps(application: Application, by: Position, on: date) -> list[str]:
    """Codes of the steps this position may take now: the API's answer."""
    if not application.is_open:
        return []
    kin_says = kin.conflict(by, application.household)
    steps = APPLICATION.open_to(application.state, by.roles)
    return [step.code for step in steps if not stop_of(step, way_of(step), application, by, on, kin_says).reasons]
