"""A run can be handed on as a program that stands on its own: whoever reads it sees every step, and nothing else."""


class ScriptError(ValueError):
    """A run cannot be written as a script; the message says why, and what to do instead."""
