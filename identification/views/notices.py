"""Public notices: the list, posting, one notice with its photo and objections, the printed sheets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from accounts.sealed_files import shown
from casework.buttons import StepButton, not_yours
from casework.exceptions import StalePage, StepRefused
from casework.lights import light_for
from casework.models import WorkDay
from casework.paging import page_of
from identification import notices
from identification.choices import ApplicationState, NoticeKind
from identification.forms_notices import ObjectForm, PhotoForm, PostForm, SettleForm, VersionForm
from identification.kin import conflict
from identification.models import Application, BoardPhoto, Determination, Objection, PublicNotice
from identification.notice_board import current_opinion
from identification.notice_desk import long_term_due, to_post
from identification.notice_page import BY_CODE, NoticeList, leaking, light_of, marked, objections_of, rows_of, sheet_of
from identification.notice_words import result_words, words_of
from identification.places import places_for
from identification.workflow import APPLICATION, SETTLERS
from policies.models import ParameterMissing

WINDOW = (Role.TOWN_CLERK,)
RECORDERS = (Role.TOWN_CLERK, Role.VILLAGE_WORKER)
PRINT_LIMIT = 100


def hidden(response: HttpResponse) -> HttpResponse:
    """A notice is for the board of one village, never for a search engine or a cache (PD-07)."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@for_roles(*CASE_ROLES)
def notice_list(request: HouseRequest) -> HttpResponse:
    """公示: what hangs, what ends, what must come down, by village."""
    position, on = request.position, request.today
    asked = NoticeList.read(request.GET, position, on)
    page = page_of(asked.rows_asked(), request.GET.get("page"))
    context = {
        "places": places_for(position, "identification:notices"), "asked": asked, "tabs": asked.tabs(), "page_obj": page, "rows": rows_of(page.object_list, on),
        "waiting": to_post(position, on).count() if position.has(*WINDOW) else 0,
        "to_publish": list(long_term_due(position)[:50]) if position.has(*WINDOW) and asked.heap is BY_CODE["long"] else [],
    }  # fmt: skip
    return hidden(render(request, "identification/notices.html", context))


# Posting


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*WINDOW)
def post_notice(request: HouseRequest, pk: int) -> HttpResponse:
    """张贴公示: the words as they will hang, then the button."""
    application = get_object_or_404(Application.objects.visible_to(request.position).for_page(), pk=pk)
    if request.method != "POST":
        return post_page(request, application, PostForm(initial={"version": application.version}))
    form = PostForm(request.POST, request.FILES)
    if not form.is_valid():
        return post_page(request, application, form, status=422)
    try:
        notice = notices.post(
            application, by=request.position, on=request.today, version=form.cleaned_data["version"], photo=form.photo_read
        )
    except (StepRefused, ParameterMissing) as refusal:
        form.add_error(None, refusal.reason if isinstance(refusal, StepRefused) else str(refusal))
        return post_page(request, application, form, status=409)
    messages.success(
        request, f"已张贴：{notice.notice_no}，{notice.days}天，到{notice.ends_on:%-m月%-d日}。请打印后贴到{notice.village}公示栏。"
    )
    return redirect("identification:notice", pk=notice.pk)


def post_page(request: HouseRequest, application: Application, form: PostForm, status: int = 200) -> HttpResponse:
    application = Application.objects.for_page().get(pk=application.pk)
    words, stopped, result = None, "", ""
    if application.state != ApplicationState.PROPOSED:
        stopped = f"这一件现在是“{application.state_label}”，不能张贴公示。"
    else:
        try:
            opinion = current_opinion(application)
            words, result = words_of(opinion, request.today), result_words(opinion)
        except (StepRefused, ParameterMissing) as refusal:
            stopped = refusal.reason if isinstance(refusal, StepRefused) else str(refusal)
        if words and not words.days:
            stopped = f"{result}不需要公示，请在办件页按“不用公示，送联审联批”。"
        stopped = stopped or conflict(request.position, application.household)
    context = {
        "application": application, "form": form, "words": words, "result": result, "stopped": stopped,
        "ends_on": words.ends_on(request.today) if words and words.days else None,
        "light": light_for(application.due_on, request.today, WorkDay.objects.calendar(), is_paused=application.paused_since is not None),
    }  # fmt: skip
    return hidden(render(request, "identification/post_notice.html", context, status=status))


@require_POST
@for_roles(*WINDOW)
def post_long_term(request: HouseRequest, pk: int) -> HttpResponse:
    """长期公布 of one confirmed 低保 household."""
    determination = get_object_or_404(Determination.objects.filter(application__in=Application.objects.visible_to(request.position)), pk=pk)
    try:
        notice = notices.post_long_term(determination, by=request.position, on=request.today)
    except (StepRefused, ParameterMissing) as refusal:
        messages.error(request, refusal.reason if isinstance(refusal, StepRefused) else str(refusal))
        return redirect(reverse("identification:notices") + "?tab=long")
    messages.success(request, f"已长期公布：{notice.notice_no}。请打印后贴到{notice.village}公示栏。")
    return redirect("identification:notice", pk=notice.pk)


# One notice


def visible_notice(request: HouseRequest, pk: int) -> Any:
    rows = marked(PublicNotice.objects.visible_to(request.position)).select_related(
        "application__household__village", "village__parent__parent", "posted_by__user"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@for_roles(*CASE_ROLES)
def notice(request: HouseRequest, pk: int) -> HttpResponse:
    """One notice: its words, photos, objections, and what may be done now."""
    return notice_page(request, visible_notice(request, pk))


def notice_page(
    request: HouseRequest, notice: Any, *, refused: dict[str, forms.Form] | None = None, reason: str = "", status: int = 200
) -> HttpResponse:
    position, on, refused = request.position, request.today, refused or {}
    application = notice.application
    is_last = notice.kind == NoticeKind.FIRST and notices.last_notice(application) == notice
    kin_says = conflict(position, application.household) if position.has(*RECORDERS, *SETTLERS) else ""
    objections = objections_of(notice, position)
    settling = [
        {
            "view": view,
            "form": refused.get(f"settle-{view.objection.pk}")
            or SettleForm(initial={"version": application.version}, auto_id=f"settle-{view.objection.pk}_%s"),
            "is_open": f"settle-{view.objection.pk}" in refused,
            "own": view.objection.recorded_by.user_id == position.user_id,
        }
        for view in objections
    ]
    takes_photos = position.has(*RECORDERS) and not kin_says and takes_photo(notice, is_last)
    context = {
        "notice": notice, "application": application, "light": light_of(notice, on), "sheet": sheet_of(notice),
        "photos": notice.photos.select_related("added_by__user"), "objections": settling,
        "may_settle": position.has(*SETTLERS) and application.state == ApplicationState.OBJECTED and is_last and not kin_says,
        "photo_form": refused.get("photo") or (PhotoForm(initial={"taken_on": on}, auto_id="photo_%s") if takes_photos else None),
        "steps": notice_buttons(notice, request, kin_says, refused) if is_last else [],
        "reason": reason, "refused_form": next(iter(refused.values()), None), "kin_says": kin_says,
    }  # fmt: skip
    return hidden(render(request, "identification/notice.html", context, status=status))


def takes_photo(notice: PublicNotice, is_last: bool) -> bool:
    if notice.kind == NoticeKind.LONG_TERM:
        return notice.removed_on is None
    return is_last and notice.application.state in (ApplicationState.NOTICE, ApplicationState.OBJECTED)


def notice_buttons(notice: Any, request: HouseRequest, kin_says: str, refused: dict[str, forms.Form]) -> list[StepButton]:
    """期满送联审联批 and 登记异议, with what stops each; while one is looked into only a further objection."""
    application, buttons = notice.application, []
    initial = {"version": application.version}
    for step in APPLICATION.leaving(application.state):
        if step.code not in TAKE:
            continue
        blocked = not_yours(step, request.position)
        if step.code == "notice_over" and not blocked:
            blocked = [kin_says] if kin_says else notices.not_over(application, request.today)
        form = refused.get(step.code) or TAKE[step.code](initial=initial, auto_id=f"{step.code}_%s")
        after = f"之后：{APPLICATION.labels[step.target]}" + ("，时钟停下来" if step.code == "object" else "")
        buttons.append(StepButton(step.code, step.label, step_url(notice, step.code), step.solid, after, form, blocked))
    if application.state == ApplicationState.OBJECTED and request.position.has(*RECORDERS):
        form = refused.get("object") or ObjectForm(initial=initial, auto_id="object_%s")
        buttons.append(StepButton("object", "再登记一条异议", step_url(notice, "object"), False, "一并核实", form))
    return buttons


TAKE: dict[str, type[forms.Form]] = {"notice_over": VersionForm, "object": ObjectForm}
DONE = {"notice_over": "公示期满，已送联审联批。", "object": "异议已登记，公示已撤下，时钟停下来，等镇里核实。"}


def step_url(notice: PublicNotice, code: str) -> str:
    return reverse("identification:notice_step", args=[notice.pk, code])


@require_POST
@for_roles(*RECORDERS)
def notice_step(request: HouseRequest, pk: int, code: str) -> HttpResponse:
    """期满送联审联批 or 登记异议. Refused: the page again with the reason and what was typed."""
    notice = visible_notice(request, pk)
    if code not in TAKE:
        return notice_page(request, notice, reason=f"没有“{code}”这一步。", status=409)
    form = TAKE[code](request.POST, auto_id=f"{code}_%s")
    if not form.is_valid():
        return notice_page(request, notice, refused={code: form}, reason="没有办理，下面标出的地方要补。已填的内容都在。", status=422)
    said: dict[str, Any] = {"by": request.position, "on": request.today, **form.cleaned_data}
    try:
        notices.over(notice.application, **said) if code == "notice_over" else notices.object_(notice.application, **said)
    except StepRefused as refusal:
        return again(request, pk, code, form, refusal)
    messages.success(request, DONE[code])
    return redirect("identification:notice", pk=pk)


def again(request: HouseRequest, pk: int, code: str, form: forms.Form, refusal: StepRefused) -> HttpResponse:
    """The latest page around what was typed; on a stale one it is sent with the version of now."""
    notice = visible_notice(request, pk)
    if isinstance(refusal, StalePage):
        typed = request.POST.copy()
        typed["version"] = str(notice.application.version)
        form = type(form)(typed, auto_id=form.auto_id)
    form.add_error(None, refusal.reason)
    return notice_page(request, notice, refused={code: form}, reason=refusal.reason, status=409)


@require_POST
@for_roles(*SETTLERS)
def settle_objection(request: HouseRequest, pk: int) -> HttpResponse:
    """核实异议."""
    within = PublicNotice.objects.visible_to(request.position)
    objection = get_object_or_404(Objection.objects.select_related("notice__application").filter(notice__in=within), pk=pk)
    code = f"settle-{pk}"
    form = SettleForm(request.POST, auto_id=f"{code}_%s")
    if not form.is_valid():
        notice = visible_notice(request, objection.notice_id)
        return notice_page(request, notice, refused={code: form}, reason="没有办理，下面标出的地方要补。已填的内容都在。", status=422)
    try:
        application = notices.settle(objection, by=request.position, on=request.today, **form.cleaned_data)
    except StepRefused as refusal:
        return again(request, objection.notice_id, code, form, refusal)
    is_whole = application.state == ApplicationState.UNDER_INQUIRY
    messages.success(request, "异议核实完，恢复计时，重新调查后再公示。" if is_whole else "这一条核实完，还有异议没有核实。")
    return redirect("identification:notice", pk=objection.notice_id)


@require_POST
@for_roles(*RECORDERS)
def add_board_photo(request: HouseRequest, pk: int) -> HttpResponse:
    """上传公示栏照片."""
    notice = visible_notice(request, pk)
    form = PhotoForm(request.POST, request.FILES, auto_id="photo_%s")
    if not form.is_valid() or form.photo_read is None:
        return notice_page(request, notice, refused={"photo": form}, reason="照片没有收下，请重新选。", status=422)
    try:
        notices.add_photo(notice, form.photo_read, taken_on=form.cleaned_data["taken_on"], by=request.position, on=request.today)
    except StepRefused as refusal:
        form.add_error(None, refusal.reason)
        return notice_page(request, visible_notice(request, pk), refused={"photo": form}, reason=refusal.reason, status=409)
    messages.success(request, "公示栏照片已收下。")
    return redirect("identification:notice", pk=pk)


@require_safe
@for_roles(*CASE_ROLES)
def board_photo(request: HouseRequest, pk: int) -> HttpResponse:
    """A sealed photo, unsealed for who may read the notice; each look is noted."""
    within = PublicNotice.objects.visible_to(request.position)
    photo = get_object_or_404(BoardPhoto.objects.select_related("notice__application").filter(notice__in=within), pk=pk)
    return hidden(shown(request, photo.file, photo.content_type, subject="公示栏照片", household_id=photo.notice.application.household_id))


# Paper


@require_safe
@for_roles(*CASE_ROLES)
def notice_print(request: HouseRequest, pk: int) -> HttpResponse:
    """One notice as it is pasted up."""
    found = visible_notice(request, pk)
    return print_page(request, [found], reverse("identification:notice", args=[pk]))


@require_safe
@for_roles(*CASE_ROLES)
def notices_print(request: HouseRequest) -> HttpResponse:
    """All that hangs on the board of one village today, one sheet each."""
    asked = NoticeList.read(request.GET, request.position, request.today)
    rows = PublicNotice.objects.visible_to(request.position).hanging(request.today).filter(village__code=asked.village)
    if not asked.village:
        messages.error(request, "请先选村，再打印这个村的公示。")
        return redirect("identification:notices")
    shown = list(rows.select_related("application", "village__parent__parent").order_by("ends_on", "pk")[:PRINT_LIMIT])
    return print_page(request, shown, f"{reverse('identification:notices')}?village={asked.village}")


def print_page(request: HouseRequest, found: list[PublicNotice], back: str) -> HttpResponse:
    """Only the frozen columns reach the template; a sheet that would leak is not printed at all."""
    bad = leaking(found)
    kept = [notice for notice in found if notice not in bad]
    note(ReadingKind.PRINT, request=request, subject="公示", row_count=len(kept), purpose="张贴")
    context = {"sheets": [sheet_of(notice) for notice in kept], "withheld": [notice.notice_no for notice in bad], "back": back}
    return hidden(render(request, "identification/notice_print.html", context))


urlpatterns: list[URLPattern] = [
    path("meetings/notices/", notice_list, name="notices"),
    path("meetings/notices/print/", notices_print, name="notices_print"),
    path("meetings/notices/<int:pk>/", notice, name="notice"),
    path("meetings/notices/<int:pk>/print/", notice_print, name="notice_print"),
    path("meetings/notices/<int:pk>/photo/", add_board_photo, name="add_board_photo"),
    path("meetings/notices/<int:pk>/steps/<slug:code>/", notice_step, name="notice_step"),
    path("meetings/notices/photos/<int:pk>/", board_photo, name="board_photo"),
    path("meetings/notices/objections/<int:pk>/settle/", settle_objection, name="settle_objection"),
    path("meetings/notices/determinations/<int:pk>/", post_long_term, name="post_long_term"),
    path("<int:pk>/notice/", post_notice, name="post_notice"),
]
