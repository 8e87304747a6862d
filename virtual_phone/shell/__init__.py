"""The phone's shell: parsing and running scripts, and the programs of toybox and Android that they call."""
