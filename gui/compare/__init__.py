"""What difference does it make?  The page on which a person varies one thing or two and sees what comes of it."""
