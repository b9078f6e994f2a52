"""What the inquiry of a case has and lacks: means check, home visit, community review and papers, each in words (rulings D5)."""

from __future__ import annotations

from identification import papers
from identification.choices import MeansResult
from identification.home_visits import not_whole, signed_by
from identification.means_checks import latest
from identification.models import Application, HomeVisit


def missing(application: Application) -> list[str]:
    """What keeps the inquiry from being complete, in words; [] when it is done."""
    return [*missing_check(application), *missing_visit(application), *missing_review(application), *missing_papers(application)]


def missing_check(application: Application) -> list[str]:
    check = latest(application)
    if check is None:
        return ["还没有提请经济状况核对"]
    if check.finished_on is None:
        what = "异议复核" if check.follows_id else "经济状况核对"
        return [f"{what}还没有结果（{check.asked_on:%-m月%-d日}提请，应{check.due_on:%-m月%-d日}前核完）"]
    if check.result == MeansResult.REFUSED:
        return ["核对因没有授权没有做成，补签核对授权书后重新提请；拒不授权的终止办理"]
    if check.result == MeansResult.MORE_FOUND and check.told_on is None:
        return ["核对查到申报以外的收入或财产，还没有告知申请人"]
    return []


def latest_visit(application: Application) -> HomeVisit | None:
    visits = application.home_visits.select_related("first_surveyor__user", "second_surveyor__user")
    return visits.order_by("-pk").first()


def missing_visit(application: Application) -> list[str]:
    visit = latest_visit(application)
    if visit is None:
        return ["还没有安排入户调查"]
    if visit.completed_on is not None:
        return []
    pair = (visit.first_surveyor, visit.second_surveyor)
    if visit.visited_on is None:
        return [f"{'、'.join(one.user.name for one in pair)}还没有入户（应{visit.due_on:%-m月%-d日}前）"]
    signed = signed_by(visit)
    unsigned = [f"入户调查缺{one.user.name}签字" for one in pair if one.pk not in signed]
    return [f"入户调查{line}" for line in not_whole(visit)] + unsigned


def missing_review(application: Application) -> list[str]:
    if application.needs_community_review and not application.community_reviews.exists():
        return ["要求民主评议，还没有评议记录"]
    return []


def missing_papers(application: Application) -> list[str]:
    return [f"通知补的“{paper.title}”还没有交来" for paper in papers.outstanding(application)]
