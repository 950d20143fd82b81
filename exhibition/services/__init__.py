"""What can happen, one function each: they take a session and plain values, and flush at most."""
