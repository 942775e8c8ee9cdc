"""The command line: one file per command, found in `governance/cli/commands/`."""
