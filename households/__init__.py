"""家庭: who lives together, what they earn, spend and own, and what the departments say of them.

Belongs here: Household, Person, Member, dated evidence, Standing, the facts summed from it, ID number arithmetic, name search.
Does not: who qualifies (identification) or who is at risk (monitoring).
"""
