"""What worlds are drawn from: invented names, short chats, plans, notes and files.

Knows: word lists only. The first notes and files are those of the default world.
"""

from __future__ import annotations

GIVEN = (
    "Ada", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam", "Mei", "Nadia",
    "Oscar", "Priya", "Quinn", "Rosa", "Sam", "Tara", "Umar", "Vera", "Wendy", "Xavier", "Yara", "Zoe",
)  # fmt: skip
FAMILY = (
    "Abbott", "Berg", "Castillo", "Dunn", "Eriksen", "Fischer", "Gomez", "Haddad", "Ito", "Jensen", "Kowalski",
    "Lindgren",
    "Moreau", "Nowak", "Okafor", "Park", "Quist", "Rossi", "Silva", "Tanaka", "Usman", "Vargas", "Weber", "Yilmaz",
)  # fmt: skip
PROFESSIONS = ("Dr.", "Coach", "Professor")

Chat = tuple[tuple[bool, str], ...]
"""Lines of a chat: (the owner wrote it, text)."""

CHATS: tuple[Chat, ...] = (
    ((False, "Are you free for a coffee tomorrow?"), (True, "Sure, at three?"), (False, "Three is perfect.")),
    ((True, "Did the plumber come?"), (False, "Yes, all fixed now.")),
    ((False, "Can you pick up some bread on your way?"),),
    ((False, "The train is late again, start without me."), (True, "No problem, we wait.")),
    ((True, "Happy birthday! Have a lovely day."), (False, "Thank you so much!")),
    ((False, "Could you send me the address again?"),),
    ((False, "Practice is moved to Friday at 6."), (True, "Thanks for telling me.")),
    ((True, "I left my umbrella at your place."), (False, "Found it, I bring it on Monday.")),
    ((False, "Call me when you have a minute."),),
    ((False, "The photos turned out great!"), (True, "Can you share them?"), (False, "Tonight, promise.")),
)

EVENTS: tuple[tuple[str, str, int], ...] = (
    ("Dentist", "3 Mill Lane", 45),
    ("Lunch with {name}", "Corner Bistro", 60),
    ("Parents' evening", "School hall", 90),
    ("Car inspection", "Harbour Garage", 60),
    ("Call with {name}", "", 30),
    ("Yoga class", "Studio 5", 60),
    ("Concert with {name}", "City Hall", 180),
    ("Haircut", "Main Street 9", 45),
    ("Library day", "Central Library", 120),
)

NOTES: tuple[tuple[str, str], ...] = (
    ("Shopping list", "Milk\nEggs\nBread\nCoffee\nTomatoes"),
    ("Gift ideas", "Mum: gardening gloves, a good book\nDaniel: coffee grinder"),
    ("Packing", "Passport\nCharger\nRain jacket\nSwimwear"),
    ("Books to read", "The one about the lighthouse\nA history of maps"),
    ("Pasta sauce", "Onion, garlic, tomatoes, basil.\nLet it simmer for forty minutes."),
    ("Bike", "Service in May. Frame number is on the invoice."),
)

_PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

FILES: tuple[tuple[str, str], ...] = (
    ("Download/train_ticket.pdf", _PDF),
    ("Download/recipe.txt", "Lentil soup\n\n200 g lentils, 1 onion, 2 carrots, stock.\nCook for 30 minutes.\n"),
    ("Download/old_invoice.pdf", _PDF),
    ("Documents/meeting_notes.txt", "Project review\n- numbers for March are ready\n- next meeting on Tuesday\n"),
    ("Documents/budget.csv", "month,rent,food,travel\nJanuary,950,310,80\nFebruary,950,295,120\n"),
    ("Documents/Travel/itinerary.txt", "Day 1: arrive, old town\nDay 2: museum, harbour\nDay 3: hike\n"),
    ("Music/playlist.m3u", "#EXTM3U\n"),
    ("Documents/resume.txt", "Work experience\n2019 to 2026: gardener\n"),
    ("Download/manual.pdf", _PDF),
    ("Documents/garden_plan.md", "# Garden\n\n- beans along the fence\n- herbs by the door\n"),
    ("Download/contacts_backup.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Old Office\nTEL:+14155550199\nEND:VCARD\n"),
)
