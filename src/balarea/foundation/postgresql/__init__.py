"""Django's PostgreSQL backend with a cheaper health check and client-side timeouts."""
