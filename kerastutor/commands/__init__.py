"""The commands' bodies, one file a group; cli.py puts them together."""
