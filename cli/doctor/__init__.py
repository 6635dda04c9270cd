"""`gazette doctor`: checks whether a deployment is able to do its work."""
