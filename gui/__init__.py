"""The window: PyQt5 and pyqtgraph over the engine, which does not know that it exists."""
