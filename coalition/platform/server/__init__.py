"""The embedded PostgreSQL and the supervisor that runs it with web server and worker."""
