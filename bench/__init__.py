"""`make bench`: how long pages, one save and a printed report take, beside a bare Django that does the same.

Figures of one machine say little of another: what counts are the ratios, of two things measured in one run.
"""
