"""Starts and stops a mall on one machine: database, set-up, web and jobs."""
