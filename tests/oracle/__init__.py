"""A second, deliberately naive reading of the rules, which shares no code with the first.

It is written from `docs/decisions`, the worked examples and the regulation, with the standard
library alone, and answers from facts in short form what the product answers from its log: so a
fault of either is a disagreement. Of this package `__main__` alone imports what is the product's.
"""
