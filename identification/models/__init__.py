"""Applications, inquiries, opinions, notices, panels, determinations and letters."""

from identification.models.application import Application, Authorisation, AuthorisationSigner, ClockPause, Paper
from identification.models.determination import Determination, DeterminationLine, Ground
from identification.models.inquiry import CasePhoto, CommunityReview, CommunityVote, HomeVisit, MeansCheck, VisitSignature
from identification.models.letter import Letter
from identification.models.notice import BoardPhoto, Objection, PublicNotice
from identification.models.opinion import Opinion, OpinionLine
from identification.models.review import Attendance, CountyCheck, JointReview, KinDeclaration, Recusal, ReviewItem, Vote

__all__ = [
    "Application",
    "Attendance",
    "Authorisation",
    "AuthorisationSigner",
    "BoardPhoto",
    "CasePhoto",
    "ClockPause",
    "CommunityReview",
    "CommunityVote",
    "CountyCheck",
    "Determination",
    "DeterminationLine",
    "Ground",
    "HomeVisit",
    "JointReview",
    "KinDeclaration",
    "Letter",
    "MeansCheck",
    "Objection",
    "Opinion",
    "OpinionLine",
    "Paper",
    "PublicNotice",
    "Recusal",
    "ReviewItem",
    "VisitSignature",
    "Vote",
]
