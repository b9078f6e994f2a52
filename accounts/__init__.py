"""组织与人员: regions, offices, people, their positions, and what each may see.

Belongs here: Region, Office, User, Position, roles, scope, sealed columns and files, the reading log, sign-in protection.
Does not: anything about a household or a rule.
"""
