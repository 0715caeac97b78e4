"""The database engine: PostgreSQL with the tenancy scope set as each transaction begins."""
