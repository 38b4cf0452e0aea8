"""The MemCube store in pure Python: memories with forms, rights, versions; a log in which forgery shows."""
