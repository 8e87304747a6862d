"""The screen of the virtual phone: nodes, layout, painting, windows, touch, keyboard, accessibility XML.

Apps import `nodes`; everything else is used through `windows.WindowManager`.
"""
