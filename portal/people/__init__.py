"""Who people are: users, bodies, memberships, residencies, duties; sign-in."""
