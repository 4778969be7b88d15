"""What runs inside the user's own processes.

Standard library only; it imports nothing of ours and nothing of ours imports it.
"""
