"""Every read of endpoints, the feed and deliveries."""
