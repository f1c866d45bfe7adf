"""What pages and reports say: who is asked, what they answered, the results, and their words and pictures."""
