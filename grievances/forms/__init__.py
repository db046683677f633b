"""What people may send in, checked."""
