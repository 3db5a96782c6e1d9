"""What goes into the zip of a hand-in, and how it gets there without keeping the window waiting."""
