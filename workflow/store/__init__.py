"""Tables, transactions and the one way to change a state."""
