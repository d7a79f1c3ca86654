"""Every fixed sentence that a person hears. Short, present tense, first person, no jargon, no symbols."""

STARTED = "Lookaloud has started."
ABILITIES = "I notice text, codes, faces, light and movement. I do not know objects."
SAFETY = (
    "Descriptions can be wrong or late. This is not a mobility aid. Keep using your cane, dog or guide. "
    "Do not use it to cross a road, read medicine or check for danger."
)
GOODBYE = "Goodbye."
SWITCHING_OFF = "Switching off."
RECORDING_ENDED = "The recording is over. I am not looking any more."

CAMERA_NOT_FOUND = "I cannot see. No camera answers. I keep trying."
CAMERA_LOST = "I cannot see. The camera is not answering."
CAMERA_FROZEN = "I cannot see. The camera shows the same picture again and again."
CAMERA_BACK = "I can see again."
NO_CAMERA_SO_CLIP = "I find no camera. What follows is a drawn example, not what is around you."

COVERED = "I see nothing. The lens is covered, or it is completely dark."
DARK = "It is too dark for me to see."
OVEREXPOSED = "There is too much light for me to see."
NOISE = "I see only noise. Something is wrong with the camera."
BLURRED = "The picture is blurred. Hold still, or wipe the lens."
MOVING_FAST = "Too fast for me. Move slower."
PICTURE_GOOD_AGAIN = "The picture is good again."

DESCRIBER_LOST = "I cannot describe at the moment. I keep trying."
DESCRIBER_SLOW = "I am too slow to describe this in time. I keep trying."
DESCRIBER_BACK = "I can describe again."

MODEL_READY = "I describe objects and people now, too. They can be wrong."
MODEL_LOST = "For now I know only text, codes, faces, light and movement."
MODEL_SMALLER = "I go on with a smaller model."
MODEL_BACK = "I describe objects and people again."
MODEL_ABSENT = "No model works here. I go on with text, codes, faces, light and movement."

NO_MODEL_FOR_QUESTIONS = "I cannot answer that. I know only text, codes, faces, light and movement now."
ANSWER_FAILED = "I cannot answer that now."
ANSWER_TOO_LATE = "That took too long. Ask again."
ANSWER_BLIND = "I cannot answer. I cannot see at the moment."

CORRECTION = "Correction:"

VOICE_BACK = "You can hear me again."

CAMERA_SETTING_WRONG = "I cannot start. The camera in the settings cannot be opened."
JOURNAL_LOST = "I cannot write the journal any more."
BROKEN = "Something in me is broken. I go on."
BROKEN_FOR_GOOD = "I have to stop. Something in me is broken."

SETTINGS_REPAIRED = "Some settings could not be read. I use safe ones in their place."
SETTINGS_NOT_SAVED = "I could not save the settings."

READS = "It reads"
GOES_ON = "It goes on"
NO_TEXT = "I can read no text here."
UNREADABLE_TEXT = "There may be text, but I cannot read it."
MORE_TEXT = "There is more text."
MORE_UNREADABLE_TEXT = "There is more that I cannot read."
OTHER_SCRIPT = "Text in another script."
NOTHING_FOUND = "I find no face and no text."

COULD_BE_DANGEROUS = "This could be dangerous."
NO_ASSURANCE = "I cannot tell whether that is dangerous."
NO_NAMES = "I do not say who people are."
NO_ANSWER = "I have no answer to that."

MOVEMENT_LEFT = "Movement on the left."
MOVEMENT_AHEAD = "Movement ahead."
MOVEMENT_RIGHT = "Movement on the right."
