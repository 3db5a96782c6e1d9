"""The microscope: one training step, operation by operation, with every number on the screen."""
