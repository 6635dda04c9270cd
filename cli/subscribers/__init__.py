"""People of the mailing lists, for the operator who answers their letters and complaints."""
