"""The only writers of endpoints, the feed, deliveries and what coalitions are told."""
