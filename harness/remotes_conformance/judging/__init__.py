"""One implementation is judged: opened, played by a plan, and compared with a ledger or another."""
