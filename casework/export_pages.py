"""The page before an export: what goes out, masked or whole, for what purpose; then the file, streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from accounts.choices import ReadingKind
from accounts.logs import redact
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from casework.export import ListExport, Refused, Sheet
from casework.models import WholeExport
from casework.whole_exports import APPROVER, address_of, ask, latest, sealed, use
from casework.xlsx_stream import MIME


class ExportForm(forms.Form):
    """Why the rows leave the house; stands in the reading log and on the sheet itself."""

    purpose = forms.CharField(
        label="用途",
        min_length=4,
        max_length=100,
        help_text="如“报县民政局核对7月低保名单”。写进查阅日志，也印在表上。",
        error_messages={"required": "请写用途，如“报县民政局核对7月名单”。", "min_length": "用途写得太短，请写明给谁、做什么。"},
    )
    whole = forms.BooleanField(label="带完整号码", required=False)

    def __init__(self, *args: Any, sheet: Sheet, approved: WholeExport | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        if not sheet.may_be_whole:
            del self.fields["whole"]
        elif approved is not None and approved.is_approved:
            self.fields["whole"].help_text = f"{approved.decided_by}已批准，可导出一次。"
        elif sheet.needs_approval:
            self.fields["whole"].help_text = f"超过{sheet.whole_limit:,}{sheet.unit}，勾选后是提出申请，{APPROVER.label}批准后再导出。"
        else:
            self.fields["whole"].help_text = "只在办这件事非要完整号码时勾选。不勾选的，号码中间隐去。"

    def clean_purpose(self) -> str:
        return redact(self.cleaned_data["purpose"].strip())


def export_view(listing: ListExport) -> Callable[..., HttpResponseBase]:
    """The view of one list's export, for the list's own roles."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @for_roles(*listing.roles)
    def view(request: HouseRequest, **kwargs: Any) -> Any:
        asked = listing.ask(request, **kwargs)
        sheet = Sheet(listing.title, asked, request.position, request.today, listing.unit)
        return export_page(request, sheet, back(listing, request, kwargs))

    return view


def back(listing: ListExport, request: HouseRequest, kwargs: dict[str, Any]) -> str:
    """The list as it was filtered."""
    query = request.GET.copy()
    return reverse(listing.list_url, kwargs=kwargs) + (f"?{query.urlencode()}" if query else "")


def export_page(
    request: HouseRequest, sheet: Sheet, list_url: str, stream: Callable[[str, bool], Iterator[bytes]] | None = None
) -> HttpResponseBase:
    """GET asks for the purpose; POST with one answers with the file. `stream` writes a workbook of several tabs.

    Whole numbers above the limit: the first POST asks another person for them, one after his approval answers with the file.
    """
    address = address_of(request.path, request.GET.dict())
    wants_whole = request.POST.get("whole") == "on"
    is_asked = wants_whole or request.method != "POST"
    asked_before = latest(request.position, address) if is_asked and sheet.may_be_whole and sheet.needs_approval else None
    form = ExportForm(request.POST if request.method == "POST" else None, sheet=sheet, approved=asked_before)
    status = 200
    if request.method == "POST":
        status = 422 if sheet.count else 200  # nothing to take out: the page says so
        if form.is_valid() and sheet.count:
            purpose = form.cleaned_data["purpose"]
            try:
                if wants_whole:
                    sheet.check_whole()
                approval = asked_before if wants_whole and asked_before and asked_before.is_approved else None
                if wants_whole and sheet.needs_approval and approval is None:
                    ask(sheet, address, purpose=purpose, by=request.position)
                    told(request, sheet, purpose, "（申请完整号码）")
                    messages.success(request, f"已提出申请，等{APPROVER.label}批准。批准后回到这一页导出。")
                    return redirect(address)
                if approval:
                    use(approval, sheet.count)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                told(request, sheet, purpose, "（完整号码）" if wants_whole else "", approval)
                pieces = stream(purpose, wants_whole) if stream else sheet.stream(purpose, whole=wants_whole)
                return download(sealed(approval, pieces) if approval else pieces, f"{sheet.title}_{sheet.on:%Y%m%d}.xlsx")
    context = {
        "sheet": sheet, "form": form, "list_url": list_url, "columns": [column.title for column in sheet.asked.columns], "asked_before": asked_before,
    }  # fmt: skip
    return render(request, "casework/export.html", context, status=status)


def told(request: HouseRequest, sheet: Sheet, purpose: str, kind: str, approval: WholeExport | None = None) -> None:
    """One line of the reading log: which list, under which conditions, how many rows, masked or whole (`kind`), why, and who approved it."""
    conditions = redact("，".join(sheet.asked.conditions))
    why = (
        purpose
        + (f"；{approval.decided_by}批准（申请{approval.pk}）" if approval else "")
        + (f"；条件：{conditions}" if conditions else "")
    )
    note(ReadingKind.EXPORT, request=request, subject=f"{sheet.title}{kind}"[:120], row_count=sheet.count, purpose=why[:200])


def download(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=MIME)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def export_paths(listings: dict[str, ListExport], prefix: str = "export/") -> list[URLPattern]:
    """One address per list: /export/<name>/, called <name>_export."""
    return [path(f"{prefix}{name.replace('_', '-')}/", export_view(listing), name=f"{name}_export") for name, listing in listings.items()]
