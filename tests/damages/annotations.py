"""Damage to annotations: at the wrong time, at the wrong index, or in one place alone."""

from lib.protocol.events import Body
from tests.damages.damage import Harm
from tests.damages.edits import changed, inserted
from tests.damages.places import of
from tests.damages.stream import Sent, Stream


def text_closed(stream: Stream, at: int) -> bool:
    """A content part that may have annotations is closed here, without any."""
    return of("content_part.done")(stream, at) and stream[at].body["part"].get("annotations") == []


def typed_part(stream: Stream, at: int) -> bool:
    return of("content_part.done")(stream, at) and "annotations" in stream[at].body["part"]


def annotated(*indices: int, late: bool = False) -> Harm:
    """Annotations are added, before the part.done, which has none of them, or after it."""

    def harm(stream: Stream, at: int) -> list[Sent]:
        place = {name: stream[at].body.get(name) for name in ("item_id", "output_index", "content_index")}
        added = {"type": "response.output_text.annotation.added", **place, "annotation": {"type": "file_path"}}
        return inserted(stream, at + late, *({**added, "annotation_index": index} for index in indices))

    return harm


def annotated_otherwise(stream: Stream, at: int) -> list[Sent]:
    """An annotation is added twice at one index, and the part.done has the last."""
    both = changed(stream, at, lambda body: body["part"].update(annotations=[{"type": "file_path"}]))
    return annotated(0, 0)(Stream(both), at)


def annotation_unannounced(body: Body) -> None:
    body["part"]["annotations"] = [{"type": "file_path"}]


def bare(body: Body) -> None:
    del body["part"]["annotations"]
