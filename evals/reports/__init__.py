"""Reports: the same run told to a terminal, a machine, a build server, a reader and a pull request."""
