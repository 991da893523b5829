"""Addresses of the officers' pages of visits."""

from django.urls import URLPattern

officer: list[URLPattern] = []
