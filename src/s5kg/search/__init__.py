"""Finding things by what they are called, as one types, in Japanese and English."""
