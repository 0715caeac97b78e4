"""What follows from the law and from what was asked: no database, no clock."""
