"""People who come to the mall: numbers, appointments, desks, boards, waiting times."""
