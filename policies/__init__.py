"""政策标准: categories, clauses, and the dated numbers of the law.

Belongs here: what law and county publish — categories, documents, parameters — and how to ask for a number on a day.
Does not: who meets them (identification, monitoring).
"""
