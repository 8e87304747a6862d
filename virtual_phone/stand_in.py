"""Temporary."""
class StandInWindows:
    def __init__(self, phone): self.phone = phone
    def invalidate(self): pass
    def toast(self, text, ms=2000): pass
    def __getattr__(self, name): return lambda *a, **k: None
