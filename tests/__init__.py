"""Tests of the whole: architecture, journeys, upgrades, the launcher."""
