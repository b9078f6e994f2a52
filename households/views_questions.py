"""待核实成员: the list, and one member a register left out with what may have become of him. Leaving is done by the changes of members themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.paging import page_of
from households.forms_questions import StillHereForm
from households.models import Member, MemberQuestion
from households.open_cases import open_cases
from households.question_list import READERS, QuestionFilter, state_mark
from households.questions import all_still_here, asked_together, still_here

# What may have become of him: the change of members that says so (identification.membership).
ENDINGS = (
    ("move_out", "迁出、婚出", "到外镇，或到本镇另一户"),
    ("death", "死亡", "户主去世的同时另选户主"),
    ("join", "全家并入他户", "这一户不再有成员"),
    ("split", "分户另过", "本村本镇另立一户"),
)


@require_safe
@for_roles(*READERS)
def question_list(request: HouseRequest) -> HttpResponse:
    asked = QuestionFilter.read(request.GET, request.position, request.today)
    page = page_of(asked.rows().for_list(), request.GET.get("page"))
    rows = [(question, state_mark(question)) for question in page.object_list]
    return render(request, "households/questions.html", {"asked": asked, "page_obj": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def question(request: HouseRequest, pk: int) -> HttpResponse:
    """One question. POST says that he is still here, with evidence; everything else leads to the change of members."""
    found = get_object_or_404(MemberQuestion.objects.visible_to(request.position).for_list(), pk=pk)
    may = request.position.has(Role.TOWN_CLERK)
    others = asked_together(found).count() if found.whole_home else 0
    form, status = StillHereForm(request.POST if request.method == "POST" else None, others=others), 200
    if request.method == "POST":
        if form.is_valid() or not may:
            data = form.cleaned_data
            try:
                words = {"evidence": data.get("evidence", ""), "document": data.get("document", "")}
                if data.get("whole_home"):
                    who = f"全户{all_still_here(found, **words, by=request.position, on=request.today)}人"
                else:
                    still_here(found, **words, by=request.position, on=request.today)
                    who = str(found)
                messages.success(request, f"已记：{who}仍在{found.household}。以后的整册没有新情况不再问。")
                return redirect("households:question", pk=pk)
            except StepRefused as refused:
                form.add_error(None, refused.reason)
                status = 409
        else:
            status = 422
    else:
        note(ReadingKind.READ, request=request, subject=f"{found.household.household_no} 待核实成员", subject_id=found.household_id)
    is_open = MemberQuestion.objects.open().filter(pk=pk).exists()
    context = {
        "question": found, "form": form, "others": others, "may": may, "is_open": is_open, "mark": state_mark(found), "endings": ENDINGS,
        "members": Member.objects.living().filter(household=found.household_id).select_related("person").order_by("relation", "pk"),
        "open": open_cases([found.household_id]) if may and is_open else [],
    }  # fmt: skip
    return render(request, "households/question.html", context, status=status)


urlpatterns = [
    path("questions/", question_list, name="questions"),
    path("questions/<int:pk>/", question, name="question"),
]
