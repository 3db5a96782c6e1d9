"""What difference does it make?  The same training several times over, with one thing or two of it varied.

Read the files in this order: factor (what is varied), plan (the trials that follow from it), outcome (what came out of
each), summary (what that says), stack and fleet (many networks trained as one), chunk and workers (in other processes),
sweep (all of it, until the last trial has ended).
"""
