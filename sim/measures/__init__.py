"""What is counted: one tidy table for each replication, made by ``measure.measured``."""
