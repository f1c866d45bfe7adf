"""What a chart looks like: pure geometry and colour, numbers and words in, frozen figures out.

Lengths are in units of a figure's own view box, whose width is `NARROW` on a phone (12 units are then at
least 11 pixels) and `COLUMN` across an A4 column (12 units are then about 10 points).
"""

NARROW = 340
COLUMN = 560

TEXT = 12.5
SMALL = 11.5
