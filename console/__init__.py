"""How people reach ainos: commands, chat, voice. The only layer that reads settings, prints, and wires the parts."""
