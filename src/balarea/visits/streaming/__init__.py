"""Streams of boards, phones and desks: an ASGI process of its own, without Django.

It tells browsers that something was announced or that a queue has changed. What it
sends is public: numbers, desks and texts that hang on the walls of the mall.
"""
