"""What models write around a description, and what they write when they have lost their way; made from a seed."""

import random
from dataclasses import dataclass

from tests.model_sentences import CLAIMS, OBSERVATIONS, sentences_of

BEFORE = (
    "",
    "The image shows ",
    "In the image, there is ",
    "In this picture, we can see ",
    "This photo depicts ",
    "You can see ",
    "Sure! Here's a description: ",
    "**Description:** ",
    "# Scene\n",
    "- ",
    "1. ",
    "* **",
    "<p>",
    "```\n",
    '{"description": "',
    "<|im_start|>assistant\n",
    "> ",
    "| ",
    "🚶 ",
    "$\\text{",
)
AFTER = {"* **": "**", "<p>": "</p>", "```\n": "\n```", '{"description": "': '"}', "| ": " |", "$\\text{": "}$"}
TAILS = (
    "",
    " For more see https://example.com/a?b=c.",
    " Write to help@example.com!",
    " As an AI language model, I cannot be sure.",
    "<|im_end|>",
    " 😀👍🏽",
    " Let me know if you have any questions!",
    " [1]",
    "\n\n---\n",
    " This is Barack Obama.",
    " Taylor Swift is standing there.",
    " ![map](http://x.y/z.png)",
    " </s>[INST]",
)
THINGS = (
    "a red car on the left",
    "a man with a white hat",
    "two dogs ahead",
    "a green door on the right",
    "an old woman on a bench",
    "three cups on a table",
    "a child with a ball",
    "a bicycle near the wall",
)


@dataclass(frozen=True, slots=True)
class Output:
    """What a model wrote, and the words of it that have to reach the listener."""

    text: str
    seen: str


def outputs(count: int, seed: int) -> list[Output]:
    """Return descriptions in the dress of models, most with a claim, an address or a name among them."""
    rng = random.Random(seed)
    claims = sentences_of(CLAIMS)
    made = []
    for _ in range(count):
        before, tail, seen = rng.choice(BEFORE), rng.choice(TAILS), rng.choice(THINGS)
        claim = f" {rng.choice(claims)}" if rng.random() < 0.6 else ""
        made.append(Output(f"{before}{seen}{AFTER.get(before, '')}.{claim}{tail}", seen))
    return made


def ordinary(count: int, seed: int) -> list[str]:
    """Return whole descriptions of one to five different sentences, as they should be."""
    rng = random.Random(seed)
    seen = sentences_of(OBSERVATIONS)
    return [" ".join(rng.sample(seen, rng.randint(1, 5))) for _ in range(count)]


def nonsense(count: int, seed: int) -> list[str]:
    """Return descriptions that end in something that is no language."""
    rng = random.Random(seed)
    return [f"{rng.choice(('', 'A dog. ', 'A man on the left '))}{_lost(rng)}" for _ in range(count)]


def _lost(rng: random.Random) -> str:
    words = rng.sample("the red car on a left door man tree near his old hat wall and blue cup".split(), 12)
    kind = rng.randrange(11)
    if kind == 0:
        return "!" * rng.randint(4, 60)
    if kind == 1:
        return f"{rng.choice(('the', 'a', 'and', 'of', 'is'))} " * rng.randint(3, 30)
    if kind == 2:
        return f"{' '.join(words[: rng.randint(3, 8)])} " * rng.randint(3, 12)
    if kind == 3:
        return f"The {words[0]} stands near a {words[1]}. " * rng.randint(2, 9)
    if kind == 4:
        return "".join(rng.choice("!@#$%^&;:,.?/(){}") for _ in range(60))
    if kind == 5:
        return "a \ufffd\ufffd" + "\ufffd" * rng.randint(0, 9)
    if kind == 6:
        return "".join(rng.choice("的一是在不了有和人这中大为上个国") for _ in range(rng.randint(3, 30)))
    if kind == 7:
        return "".join(rng.choice("абвгдежзийклмноп") for _ in range(rng.randint(4, 30)))
    if kind == 8:
        return f"{words[0]} " * rng.randint(6, 30)
    if kind == 9:
        return rng.choice("aoeszlk") * rng.randint(7, 50)
    return rng.choice(("nan nan nan nan", "Ġthe Ġman Ġstands", "the scÃ¨ne", "?????", "NaN", "null null null null"))


OTHER_LANGUAGES = {
    "de": """Ein Mann steht links vor einer Tür. Eine Frau mit Hund geht nach rechts. Die Ampel ist grün.
        Auf dem Schild steht „Ausgang“. Eine Donaudampfschifffahrtsgesellschaft wird erwähnt.
        Links ein Stuhl, rechts ein Tisch.""",
    "es": """Un hombre está a la izquierda. ¿Qué hay? Una mujer con un perro. ¡Cuidado! El semáforo está en rojo.
        Un cartel dice: «Salida». Una silla a la derecha y una mesa a la izquierda.""",
    "fr": """Un homme est à gauche. Une femme avec un chien marche vers la droite. Le feu est rouge.
        Un panneau indique « Sortie ». Il y a une chaise à droite et une table à gauche.""",
    "hi": "बाईं ओर एक आदमी है। दरवाज़ा खुला है। दाईं ओर एक मेज़ है।",
    "zh": "左边有一个人。前面有一辆红色的汽车。右边有一扇门。",
}
EVERYDAY = """
    A sign reads: "出口".
    A sign reads: "Taxi Taxi Taxi".
    A price list: coffee 2.50, tea 2.00, cake 3.50.
    The number on the box is 0000 1234 0000.
    A clock shows 11:11.
    Well... a dog, could be a fox.
    A man, a woman, a child, a dog.
    On the left, a door. On the right, a door. Ahead, a door.
    A red cup, a blue cup, a green cup.
    Stairs going up. Stairs going down.
    5 µg is written on a box.
    What a big dog!!!
    A phone number: 555 0100 200 300.
    - A chair
    - A table
    - A lamp
    A T-shirt with "AC/DC" on it.
    A plate: "B-MW 4321".
    A man says "no, no, no".
    He could be 30 or 40 years old; she could be 20.
    A café, a naïve painting, a piñata.
    20 °C on the thermometer.
    A cat. A cat.
    Shh, psst.
"""
