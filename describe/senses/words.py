"""The words that the senses compose their sentences of; the whole sentences are in describe/phrases.py."""

from describe.senses.observation import Course, Level, Subject

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
MANY_FACES = "Many faces"

LEVELS = {Level.DARK: "Dark", Level.DIM: "Dim light", Level.BRIGHT: "Bright"}
COURSES = {Course.CLOSER: "coming closer", Course.AWAY: "going away"}

SUBJECTS = {
    Subject.SITE: "for a web address",
    Subject.WIFI: "for a Wi-Fi network",
    Subject.PHONE: "with a phone number",
    Subject.MAIL: "with a mail address",
    Subject.MESSAGE: "for a text message",
    Subject.CONTACT: "with a contact",
    Subject.EVENT: "with a calendar entry",
    Subject.PLACE: "with a place on a map",
    Subject.LOGIN: "with a secret for logging in",
    Subject.PAYMENT: "for a payment",
    Subject.DIGITS: "with a number",
    Subject.TEXT: "with text",
}

SIGN_WORDS = frozenset(
    "exit entrance way out in no entry push pull open closed toilet toilets restroom wc ladies gents men women lift "
    "elevator stairs reception information office room platform gate staff only private keep clear danger caution "
    "warning stop fire door emergency smoking parking wet floor mind the step gap please ring bell tickets pharmacy "
    "hospital police bus taxi sale to of for and up down left right level assembly point first aid".split()
)
"""A short large text made of these alone stands on a sign; of any other text it is only said that it is text."""
