"""What stands beside a map, tied to it: the lists of claims and of events, and the report."""
