"""The public routes: what each takes, and what it answers. The declared functions never run."""
