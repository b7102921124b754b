"""Charts of the pages: Vega-Lite specifications as plain data, drawn on the server as SVG."""
