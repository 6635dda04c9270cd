"""A draft as readers would get it: for its editors, and for whoever has a link to it."""
