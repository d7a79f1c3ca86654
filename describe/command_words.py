"""What each act does, in words for help, pages and whoever presses a key to learn what it does."""

from describe.commands import Act

DOES = {
    Act.DESCRIBE: "describe what is in front now",
    Act.MORE: "tell more of it; twice: say more from now on",
    Act.SHORTER: "tell it in fewer words; twice: say less from now on",
    Act.REPEAT: "say again what was heard last",
    Act.STOP: "be silent at once",
    Act.PAUSE: "say nothing unasked until it is to go on",
    Act.GO_ON: "end the pause",
    Act.READ: "read the text",
    Act.WHO: "say how many people are there, where and how near",
    Act.CODES: "read codes",
    Act.COLOUR: "name the colour in the middle of the picture",
    Act.LIGHT: "let the light be heard as a tone, or end that",
    Act.LOUDER: "speak louder",
    Act.SOFTER: "speak more softly",
    Act.FASTER: "speak faster",
    Act.SLOWER: "speak more slowly",
    Act.STATE: "say what is on, the battery, the time",
    Act.WHY_QUIET: "say why it is quiet",
    Act.BASED_ON: "say what the last description is based on",
    Act.FORGET: "forget what was seen and said",
    Act.LOCK: "let helpers change no settings",
    Act.UNLOCK: "let helpers change settings again",
    Act.ALLOW_LOOK: "let a helper who asked see one picture; twice: see pictures for an hour",
    Act.FORBID_LOOK: "let nobody see pictures any more",
}
"""They complete "it is to ...", without a full stop."""
