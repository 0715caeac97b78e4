"""What makers choose and what people fill in."""
