"""Events of every type with fields of every kind, as hypothesis draws them."""

from hypothesis import strategies as st

from lib.protocol.response import BEYOND, FAMILIES

garbage = st.sampled_from(
    [None, True, -1, 0, 1, 10**12, 1.5, "", "x", [], [None], ["a"], {}, {"type": "x"}, {"type": 1}]
)
some_part = st.fixed_dictionaries(
    {},
    optional={"type": st.sampled_from(["output_text", "refusal"]), "text": st.just("a") | garbage, "logprobs": garbage},
)
some_item = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["message", "function_call", "reasoning", "shell_call"]) | garbage,
        "id": st.sampled_from(["a", "b"]) | garbage,
        "content": st.lists(some_part | garbage, max_size=2) | garbage,
        "summary": st.lists(some_part | garbage, max_size=2) | garbage,
        "arguments": st.just("{}") | garbage,
        "action": st.just({"commands": ["ls"]}) | garbage,
        "operation": garbage,
        "call_id": garbage,
        "output": garbage,
    },
)
some_event = st.fixed_dictionaries(
    {"type": st.sampled_from([*FAMILIES, *BEYOND, "keepalive", "run.headers"])},
    optional={
        "sequence_number": st.just(2**60) | garbage,
        "output_index": st.integers(0, 2) | garbage,
        "content_index": st.integers(0, 1) | garbage,
        "summary_index": garbage,
        "command_index": garbage,
        "item_id": st.sampled_from(["a", "b"]) | garbage,
        "item": some_item | garbage,
        "part": some_part | garbage,
        "delta": st.sampled_from(["d", {"stdout": "o"}, {"stderr": 5}]) | garbage,
        "text": garbage,
        "arguments": garbage,
        "diff": garbage,
        "output": garbage,
        "command": garbage,
        "annotation": garbage,
        "logprobs": garbage,
        "error": garbage,
        "partial_image_b64": garbage,
        "response": st.fixed_dictionaries({}, optional={"output": st.lists(some_item | garbage, max_size=3) | garbage})
        | garbage,
    },
)
