"""What the doctor looks at, a file each."""
