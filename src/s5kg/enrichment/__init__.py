"""What other graphs say of what our links point to: fetched, judged, and kept with its source."""
