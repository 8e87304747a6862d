"""What ainos can do: typed tools with a risk, a probe and a way, built in or from plugins. Knows no goal."""
