"""For authors of adapters: begin one, examine one, play a transcript to one."""
