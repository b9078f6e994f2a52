"""对象认定: who is recognised as what, since when, on which ground.

Belongs here: Determination and its lines, the adoption of existing registers, later applications, panels, exits.
Does not: finding who is at risk (monitoring) or helping (assistance).
"""
