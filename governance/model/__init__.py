"""The frozen values that everything passes around; this package imports nothing of ours."""
