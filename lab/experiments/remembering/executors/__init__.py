"""What reads a memory in its forms and measures what that costs."""
