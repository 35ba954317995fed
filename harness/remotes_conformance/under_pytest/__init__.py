"""The plugin's inside: options, the settings of a run, its session, and the terminal."""
