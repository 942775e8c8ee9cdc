"""The formats that stewardship is read in, one file each."""
