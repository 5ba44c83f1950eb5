"""Where our stylesheets come from. Only developers run this; people get what is in `static/`."""
