"""Makes a chat completion of a request: fixed text first, then pictures and sound, then what is asked now. Pure."""

import io
import math
import wave
from base64 import b64encode

from PIL import Image as PillowImage

from camera.frame import Image
from describe.prompts import prompt_for
from describe.request import Request, Task
from describe.speech.samples import as_int16, at_rate
from describe.speech.sound import Sound

LONGER_SIDE_PX = {Task.DESCRIBE: 768, Task.ASK: 1024, Task.FIND: 1024, Task.WHO: 1024, Task.READ: 1280}
"""Of a picture as it is sent, where the request does not bound it: 550, 1,000 and 1,600 tokens of Qwen2.5-Omni."""
CLIP_SIDE_PX = 448
"""Of each picture of a clip: there are up to a dozen."""
TOKEN_PX = 28
"""Side of the square of a picture that is one token for Qwen2.5-Omni; for its kin it is 28 or 32."""
QUALITY = {Task.READ: 92}
USUAL_QUALITY = 85
"""Of the JPEG. Small print suffers first."""
SOUND_HZ = 16000
LONGEST_SOUND_S = 30.0
CLIP_NOTE = "The pictures were taken one after the other, half a second apart; the last one is now."

Parts = list[dict[str, object]]


def body_for(request: Request, model: str, *, hears: bool) -> dict[str, object]:
    """Return the body of the request to the server. Sound goes along where the server hears."""
    prompt = prompt_for(request)
    parts: Parts = []
    if len(request.clip) > 1:
        parts += [picture(jpeg(frame.image, CLIP_SIDE_PX, USUAL_QUALITY)) for frame in request.clip]
    else:
        parts.append(picture(_jpeg_for(request)))
    if hears:
        parts += [sound(each) for each in (request.clip_sound, request.question_sound) if each is not None]
    note = [CLIP_NOTE] if len(request.clip) > 1 else []
    parts.append({"type": "text", "text": "\n".join([*note, prompt.request])})
    return {
        "model": model,
        "messages": [{"role": "system", "content": prompt.fixed}, {"role": "user", "content": parts}],
        "temperature": 0,
        "max_tokens": prompt.most_tokens,
        "stream": True,
    }


def probe_body(model: str, extra: Parts) -> dict[str, object]:
    """Return the body of the smallest request with these parts in it: one token is wanted, and how many were read."""
    parts = [*extra, {"type": "text", "text": "Say yes."}]
    return {
        "model": model,
        "messages": [{"role": "user", "content": parts}],
        "temperature": 0,
        "max_tokens": 1,
        "stream": False,
    }


def picture(data: bytes) -> dict[str, object]:
    """Return a JPEG as a part of a message."""
    return {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{b64encode(data).decode()}"}}


def sound(heard: Sound) -> dict[str, object]:
    """Return the last LONGEST_SOUND_S seconds of a sound as a part of a message: WAV, mono, 16 bits, 16 kHz."""
    samples = as_int16(at_rate(heard, SOUND_HZ)[-round(LONGEST_SOUND_S * SOUND_HZ) :])
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SOUND_HZ)
        file.writeframes(samples.tobytes())
    return {"type": "input_audio", "input_audio": {"data": b64encode(written.getvalue()).decode(), "format": "wav"}}


def jpeg(image: Image, longer_side_px: int, quality: int) -> bytes:
    """Return the picture as JPEG, made smaller where a side is longer than that. It never touches a file."""
    shown = PillowImage.fromarray(image)
    shown.thumbnail((longer_side_px, longer_side_px), PillowImage.Resampling.BICUBIC, reducing_gap=2.0)
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=quality)
    return written.getvalue()


def longer_side_px(image: Image, task: Task, picture_tokens: int | None) -> int:
    """Return how long the longer side may be, so that the picture costs a model of Qwen's kind no more tokens."""
    height, width = image.shape[:2]
    if picture_tokens is None:
        return LONGER_SIDE_PX[task]
    factor: float = math.sqrt(picture_tokens * TOKEN_PX**2 / (height * width))
    return max(TOKEN_PX, int(max(height, width) * factor))


def _jpeg_for(request: Request) -> bytes:
    image, task = request.frame.image, request.task
    side_px = longer_side_px(image, task, request.picture_tokens)
    return jpeg(image, side_px, QUALITY.get(task, USUAL_QUALITY))
