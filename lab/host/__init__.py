"""The machine and the address that the lab has: processes, the one server of a store, links."""
