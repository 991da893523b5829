"""One command's house: the trial database, web and jobs, started and stopped as one.

Nothing here knows what Balarea does; it knows how to keep it running on one machine.
"""
