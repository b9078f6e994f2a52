"""Pages of the numbers of the law and of the policy catalogue."""
