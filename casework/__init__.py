"""办事: what may happen next, by when, and what has happened.

Belongs here: the workflow table and advance(), working days, the one timeline of a household, the inbox, the printed diagram.
Does not: any particular workflow; those stand in the rooms above.
"""
