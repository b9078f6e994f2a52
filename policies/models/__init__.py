"""Dated numbers of the law and the policy catalogue."""

from policies.models.parameter import Numbers, Parameter, ParameterMissing, ParameterQuerySet
from policies.models.policy import Policy, PolicyQuerySet

__all__ = ["Numbers", "Parameter", "ParameterMissing", "ParameterQuerySet", "Policy", "PolicyQuerySet"]
