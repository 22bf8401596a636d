"""What monitoring reads: counts of all web processes of a machine, and numbers that the database knows."""
