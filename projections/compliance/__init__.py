"""Whether cadres keep pace and units meet what is asked of their members."""
