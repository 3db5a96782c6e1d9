"""The places of a report where a student writes: what each asks, so that nobody stares at an empty page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """``key`` is what the words are kept under, ``title`` what the place is called where they are written."""

    key: str
    title: str
    prompt: str


PLACES = (
    Place("introduction", "1  Introduction",
          "What is this lab about, what was to be shown, and what did you expect? Two or three paragraphs."),
    Place("sigmoid", "2A  Sigmoid functions",
          "Why is a bend needed at all, and what does the shape of its slope mean for learning?"),
    Place("network", "2B  Neural network", "Why this network? How did you set it up in your own code?"),
    Place("backpropagation", "2C  Backpropagation",
          "Explain in your own words how the error finds its way back to the first weights."),
    Place("results", "3D  Anything you want to present", "What do the figures show, and what surprised you?"),
    Place("learning rate", "4A  Different learning rates",
          "Why is a small learning rate slow, and what does too large a one do?"),
    Place("hidden", "4B  Different numbers of hidden units",
          "How many units did these data need, and why do too few not suffice?"),
    Place("without", "4C  Without activation functions",
          "What is the network without them, and why can it not separate these data, or why can it?"),
    Place("discussion", "4D  Anything you want to share", "What else did you try, and what would you try next?"),
    Place("optimizers", "5A  Different optimizers", "What does the optimizer do that plain gradient descent does not?"),
    Place("activations", "5B  Different activation functions", "Which one learned best here, and why?"),
    Place("convolution", "5C  Convolutional layers", "What does a convolution share, and what is that good for?"),
)  # fmt: skip
