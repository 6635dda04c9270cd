"""What public reads answer with, and an example of each. No function imports them."""
