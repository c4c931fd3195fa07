"""The REST door, read side: the register and what it rests on, for other systems."""
