"""What bin/bench is made of: the portal under load, its clients, and the three measurements."""
