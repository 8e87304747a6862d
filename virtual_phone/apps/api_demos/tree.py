"""Which demos there are: the paths that the lists of the app are made of, and the activity behind each.

Knows labels and names only; what an activity shows is in `screens.py`.
"""

from __future__ import annotations

_OWN_SCREENS = {
    "App/Alert Dialogs": ".app.AlertDialogSamples",
    "App/Notification/NotifyWithText": ".app.NotifyWithText",
    "App/Notification/Status Bar": ".app.StatusBarNotifications",
    "App/Search/Invoke Search": ".app.SearchInvoke",
    "App/Search/Query Search Results": ".app.SearchQueryResults",
    "App/Menu/Inflate from XML": ".view.MenuInflateFromXml",
    "Graphics/Touch Paint": ".graphics.TouchPaint",
    "Text/LogTextBox": ".text.LogTextBox1",
    "Views/Buttons": ".view.Buttons1",
    "Views/Controls/1. Light Theme": ".view.Controls1",
    "Views/Image View": ".view.ImageView1",
    "Views/Seek Bar": ".view.SeekBar1",
    "Views/Switches": ".view.Switches",
    "Views/TextFields": ".view.TextFields",
    "Views/WebView": ".view.WebView1",
}

_PLAIN: dict[str, tuple[str, ...]] = {
    "Access'ibility": ("Accessibility Node Provider", "Accessibility Node Querying", "Accessibility Service",
                       "Custom View"),
    "Accessibility": ("Accessibility Node Provider", "Accessibility Node Querying", "Accessibility Service",
                      "Custom View"),
    "Animation": ("Bouncing Balls", "Cloning", "Custom Evaluator", "Default Layout Animations", "Events",
                  "Hide-Show Animations", "Layout Animations", "Loading", "Multiple Properties", "Reversing",
                  "Seeking", "View Flip"),
    "App/Action Bar": ("Action Bar Mechanics", "Action Bar Tabs", "Action Bar Usage", "Display Options"),
    "App/Activity": ("Animation", "Custom Dialog", "Custom Title", "Dialog", "Forwarding", "Hello World",
                     "Persistent State", "Quick Contacts Demo", "Receive Result", "Recreate", "Redirection",
                     "Reorder Activities", "Save & Restore State", "Screen Orientation", "SetWallpaper",
                     "SoftInputModes", "Translucent", "Translucent Blur", "Wallpaper"),
    "App/Alarm": ("Alarm Controller", "Alarm Service"),
    "App/Device Admin": (),
    "App/Fragment": ("Alert Dialog", "Arguments", "Context Menu", "Dialog", "Hide and Show", "Layout", "List Array",
                     "Menu", "Retain Instance", "Stack", "Tabs"),
    "App/Intents": (),
    "App/Launcher Shortcuts": (),
    "App/Loader": ("Cursor", "Custom", "Retained", "Throttle"),
    "App/Notification": ("IncomingMessage",),
    "App/Service": ("Foreground Service Controller", "Local Service Binding", "Local Service Controller",
                    "Messenger Service", "Remote Service Binding", "Remote Service Controller"),
    "App/Text-To-Speech": (),
    "App/Voice Recognition": (),
    "Content": ("Assets", "Clipboard", "Packages", "Provider", "Resources", "Storage"),
    "Graphics": ("AlphaBitmap", "AnimateDrawables", "Arcs", "BitmapDecode", "BitmapMesh", "BitmapPixels",
                 "CameraPreview", "Clipping", "ColorFilters", "ColorMatrix", "Compass", "CreateBitmap", "Density",
                 "DensityActivity", "Drawable", "FingerPaint", "Layers", "MeasureText", "OpenGL ES", "PathEffects",
                 "PathFillTypes", "Patterns", "Pictures", "Points", "PolyToPoly", "PurgeableBitmap", "Regions",
                 "RoundRects", "ScaleToFit", "SensorTest", "ShadowCaster", "ShapeDrawable1", "Sweep", "SurfaceWindow",
                 "TextAlign", "Typefaces", "UnicodeChart", "Vertices", "WindowSurface", "Xfermodes"),
    "Media": ("AudioFx", "MediaPlayer", "VideoView"),
    "NFC": ("ForegroundDispatch", "ForegroundNdefPush", "TechFilter"),
    "OS": ("Morse Code", "Rotation Vector", "SMS Messaging", "Sensors"),
    "Preference": ("1. Preferences from XML", "2. Launching preferences", "3. Preference dependencies",
                   "4. Default values", "5. Preferences from code", "6. Advanced preferences", "7. Fragment",
                   "8. Headers", "9. Switch"),
    "Text": ("KeyEventText", "Linkify", "Marquee", "Unicode"),
    "Views": ("Animation", "Auto Complete", "Chronometer", "Custom", "Date Widgets", "Drag and Drop",
              "Expandable Lists", "Focus", "Gallery", "Game", "Grid", "Hover Events", "ImageButton", "ImageSwitcher",
              "Layout Animation", "Layouts", "Lists", "Picker", "Popup Menu", "Progress Bar", "Radio Group",
              "Rating Bar", "Rotating Button", "ScrollBars", "Search View", "Secure View", "Spinner",
              "Splitting Touches across Views", "System UI Visibility", "Tabs", "TextClock",
              "TextSwitcher", "Visibility", "WebView2", "WebView3"),
    "Views/Controls": ("2. Dark Theme", "3. Holo Light Theme", "4. Holo Dark Theme", "5. Custom Theme",
                       "6. Holo or Old Theme"),
}  # fmt: skip


def children(path: str) -> list[str]:
    """Return the labels below a path such as "App/Notification" in the order of the list; "" is the top."""
    start = f"{path}/" if path else ""
    below = {full[len(start) :].split("/")[0] for full in (*_OWN_SCREENS, *_PLAIN) if full.startswith(start)}
    return sorted(below | set(_PLAIN.get(path, ())))


def activity(path: str) -> str | None:
    """Return the activity that shows a demo of its own; None where the path is a list or has no screen here."""
    return _OWN_SCREENS.get(path)
