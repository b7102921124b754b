"""HTTP for all routes: requests and answers, sign-in, errors, bounds, threads."""
