"""The pages of those who run the portal: people, cities and editions, and nothing that a city wrote."""
