"""Small widgets and plot items that panels and forms put together."""
