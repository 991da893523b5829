"""How many desks a queue needs, and when: pure, without Django.

Arrivals come a minute, times are minutes, loads are desks that are busy on average.
"""
