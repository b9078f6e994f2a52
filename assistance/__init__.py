"""救助帮扶: what a household needs, which policies fit, what was pushed to whom, done and fed back.

Belongs here: needs, matching of policies, referrals to departments, measures, quarterly feedback and its ledger.
Does not: deciding who is recognised (identification), finding who is at risk (monitoring), the catalogue itself (policies).
"""
