"""What difference does it make?  The same training several times over, with one thing or two of it varied.

Read the files in this order: factor (what is varied), plan (the trials that follow from it), outcome (what came out of
each), summary and results (what that says); layout, reading and stack (many records as one), formation and fleet (many
trainers side by side); grouping, kept and chunk (the unit of work), workers and crew (processes of their own), sweep
(all of it, until the last trial has ended).
"""
