"""台账: Excel in and out.

Belongs here: reading workbooks, one declared sheet per register, batches, row problems, the synthetic county.
Does not: what the rows mean once they are in (households and above).
"""
