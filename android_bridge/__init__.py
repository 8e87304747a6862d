"""The phone as the rest of ainos sees it: look freely, act only with a ticket. Knows ADB, knows no goals."""
