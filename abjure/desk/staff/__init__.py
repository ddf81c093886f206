"""Staff: who works at the desk, in which duties, and how they sign in; sessions exist here alone."""
