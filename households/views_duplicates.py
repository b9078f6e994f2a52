"""重复人员: the queue, two people side by side, the verdict, the merge with its preview, and laying it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from casework.paging import page_of
from households import duplicates, merging_people
from households.forms_duplicates import ChooseForm
from households.merge_plan import Plan, plan_merge
from households.models import MergeState, PersonMerge, SuspectedPair
from households.pair_list import READERS, PairFilter, rows_of, state_mark
from households.pair_page import compared, held, lived, said_by_registers
from policies.models import ParameterMissing


@require_safe
@for_roles(*READERS)
def duplicate_list(request: HouseRequest) -> HttpResponse:
    asked = PairFilter.read(request.GET, request.position)
    page = page_of(asked.rows().for_page(), request.GET.get("page"))  # type: ignore[attr-defined]
    context = {"asked": asked, "page_obj": page, "rows": rows_of(page.object_list, request.position)}
    return render(request, "households/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def duplicate(request: HouseRequest, pk: int) -> HttpResponse:
    """Two people side by side. `?keep=&home=` shows what a merge would do; POST with `verb` judges."""
    pair = get_object_or_404(SuspectedPair.objects.visible_to(request.position).for_page(), pk=pk)
    if request.method != "POST":
        note(ReadingKind.READ, request=request, subject=f"重复人员 {pair.pk}", subject_id=pair.pk)
        return answer(request, pair)
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        messages.success(request, verb(request, pair))
    except (StepRefused, ParameterMissing) as refusal:
        reason = refusal.reason if isinstance(refusal, StepRefused) else str(refusal)
        if isinstance(refusal, StalePage):
            pair = get_object_or_404(SuspectedPair.objects.visible_to(request.position).for_page(), pk=pk)
        return answer(request, pair, refused=reason, status=409)
    return redirect("households:duplicate", pk=pk)


def answer(request: HouseRequest, pair: SuspectedPair, *, refused: str = "", status: int = 200) -> HttpResponse:
    position, on = request.position, request.today
    merges = list(pair.merges.select_related("keep", "gone", "lives_in", "proposed_by__user", "decided_by__user", "undone_by__user"))
    waits = next((one for one in merges if one.state == MergeState.PROPOSED), None)
    done = next((one for one in merges if one.state == MergeState.DONE), None)
    is_open = SuspectedPair.objects.filter(pk=pair.pk).open().exists()
    may_judge = is_open and waits is None and position.has(Role.REGISTER_ADMIN)
    typed = request.POST if request.method == "POST" else request.GET
    choose = ChooseForm(typed if "keep" in typed else None, pair=pair) if may_judge else None
    context: dict[str, Any] = {
        "pair": pair,
        "mark": state_mark(pair, waits is not None),
        "refused": refused,
        "rows": compared(pair),
        "people": [(letter, person, lived(person, position), said_by_registers(person, position)) for letter, person in (("甲", pair.person_a), ("乙", pair.person_b))],
        "held": held(pair),
        "merges": [one for one in merges if one.state not in (MergeState.PROPOSED, MergeState.DONE)],
        "waits": waits,
        "done": done,
        "may_judge": may_judge,
        "choose": choose,
        "plan": plan_for(request, pair, waits, choose),
        "reason": request.POST.get("reason", "")[:300],
        "verb": request.POST.get("verb", ""),
        "is_mine": waits is not None and waits.proposer_id == position.user_id,
        "why_not": merging_people.why_not_decide(waits, position) if waits else "",
        "blocks": merging_people.what_blocks(done) if done and position.has(Role.TASKFORCE) else [],
        "may_undo": done is not None and position.has(Role.TASKFORCE),
        "on": on,
    }  # fmt: skip
    return render(request, "households/duplicate.html", context, status=status)


def plan_for(request: HouseRequest, pair: SuspectedPair, waits: PersonMerge | None, choose: ChooseForm | None) -> Plan | None:
    """The preview: of what is proposed, or of what was chosen on this page."""
    if waits is not None:
        return plan_merge(waits.keep, waits.gone, waits.lives_in, by=request.position, on=request.today)
    if choose is None or not choose.is_bound or not choose.is_valid():
        return None
    keep, gone = chosen(pair, choose)
    return plan_merge(keep, gone, choose.chosen_home, by=request.position, on=request.today)


def chosen(pair: SuspectedPair, choose: ChooseForm) -> tuple[Any, Any]:
    people = (pair.person_a, pair.person_b)
    return people if choose.cleaned_data["keep"] == str(pair.person_a_id) else people[::-1]


def different(request: HouseRequest, pair: SuspectedPair) -> str:
    duplicates.call_different(pair, reason=request.POST.get("reason", ""), by=request.position, on=request.today)
    return f"已记下：{pair}不是同一人，以后不再列出。"


def propose(request: HouseRequest, pair: SuspectedPair) -> str:
    choose = ChooseForm(request.POST, pair=pair)
    if not choose.is_valid():
        raise StepRefused("请选保留哪一条记录、合并后生活在哪一户，先看合并会怎样。", "keep_missing")
    keep, _ = chosen(pair, choose)
    merging_people.propose(
        pair, keep=keep, home=choose.chosen_home, reason=request.POST.get("reason", ""), by=request.position, on=request.today,
        seen=request.POST.get("seen") or "none",
    )  # fmt: skip
    return "已提出合并，等县专班批准。批准前什么都没有动。"


def standing(pair: SuspectedPair, state: MergeState) -> PersonMerge:
    """The pair's merge in this state; somebody who was faster is told."""
    row = pair.merges.filter(state=state).first()
    if row is None:
        raise StalePage("这件合并刚才已有人办过，请看最新情况。")
    return row


def approve(request: HouseRequest, pair: SuspectedPair) -> str:
    merging_people.approve(
        standing(pair, MergeState.PROPOSED), by=request.position, on=request.today, seen=request.POST.get("seen") or "none"
    )
    return "已合并为一人。两户的算账表已重算，并入的号码今后都指向保留的人。"


def turn_down(request: HouseRequest, pair: SuspectedPair) -> str:
    merging_people.turn_down(
        standing(pair, MergeState.PROPOSED), reason=request.POST.get("reason", ""), by=request.position, on=request.today
    )
    return "已记下不同意合并，退回台账管理员。"


def withdraw(request: HouseRequest, pair: SuspectedPair) -> str:
    merging_people.withdraw(standing(pair, MergeState.PROPOSED), by=request.position)
    return "已撤回合并。"


def undo(request: HouseRequest, pair: SuspectedPair) -> str:
    merging_people.undo(standing(pair, MergeState.DONE), reason=request.POST.get("reason", ""), by=request.position, on=request.today)
    return "已撤销合并，恢复为两人，各户的算账表已重算。"


VERBS: dict[str, Callable[[HouseRequest, SuspectedPair], str]] = {
    "different": different, "propose": propose, "approve": approve, "turn_down": turn_down, "withdraw": withdraw, "undo": undo,
}  # fmt: skip

urlpatterns: list[URLPattern] = [
    path("duplicates/", duplicate_list, name="duplicates"),
    path("duplicates/<int:pk>/", duplicate, name="duplicate"),
]
