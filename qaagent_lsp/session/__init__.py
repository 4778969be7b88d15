"""One workspace folder: what is known of it, its runs, and the only place where concretes meet."""
