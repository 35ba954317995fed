"""For authors of adapters: begin an adapter, examine it, play a transcript to it."""
