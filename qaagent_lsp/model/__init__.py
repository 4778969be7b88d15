"""Frozen, slotted values that the rooms hand to each other. Pure: no IO, no clock, no process."""
