"""Pictures drawn on the server, as SVG with classes for the style sheet."""
