"""监测预警: the nightly screening, the alerts it and people raise, and what was found on the doorstep.

Belongs here: alert rules, the sweep, Alert and its workflow, Verification, data tasks, the run page, assess and explain.
Does not: deciding who is recognised (identification).
"""
