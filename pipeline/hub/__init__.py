"""The project on the Hub: label events and records go out and come back. Nothing else writes to the Hub."""
