"""One other program over the tasks of benchmarks/reader.py, run by it with that program's own Python.

    python peers.py haystack|pipeline|openvino MODEL TASKS.json TOKENIZER.json

Prints one JSON line: name, texts (best answer of each task, none where only the speed is asked), milliseconds.
"""

import json
import pathlib
import sys
import time


def haystack(model, tasks):
    from haystack import Document
    from haystack.components.readers import ExtractiveReader
    from haystack.utils import ComponentDevice

    reader = ExtractiveReader(model=model, device=ComponentDevice.from_str("cpu"), no_answer=False, top_k=1)
    reader.warm_up()

    def answer(task):
        documents = [Document(content=passage) for passage in task["passages"]]
        return reader.run(query=task["question"], documents=documents)["answers"][0].data or ""

    return "Haystack ExtractiveReader", answer


def pipeline(model, tasks):
    from transformers import pipeline as make

    reader = make("question-answering", model=model, device="cpu")

    def answer(task):
        found = [reader(question=task["question"], context=passage) for passage in task["passages"]]
        return max(found, key=lambda one: one["score"])["answer"]

    return "transformers pipeline", answer


def openvino(model, tasks):
    import numpy
    import openvino
    from tokenizers import Tokenizer

    core = openvino.Core()
    types = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    precision = "bf16" if "BF16" in types else "f32"
    compiled = core.compile_model(
        model, "CPU", {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    )
    tokenizer = Tokenizer.from_file(sys.argv[4])
    tokenizer.enable_truncation(384, strategy="only_second")
    tokenizer.no_padding()

    def answer(task):
        for passage in task["passages"]:
            encoded = tokenizer.encode(task["question"], passage)
            compiled([numpy.array(encoded.ids), numpy.array(encoded.type_ids)])

    return f"OpenVINO {precision}", answer


def main():
    kind, model, tasks = sys.argv[1:4]
    tasks = json.loads(pathlib.Path(tasks).read_text(encoding="utf-8"))
    name, answer = {"haystack": haystack, "pipeline": pipeline, "openvino": openvino}[kind](model, tasks)
    answer(tasks[0])
    texts, milliseconds = [], []
    for task in tasks:
        started = time.perf_counter()
        texts.append(answer(task))
        milliseconds.append((time.perf_counter() - started) * 1000)
    print(json.dumps({"name": name, "texts": [t for t in texts if t is not None], "milliseconds": milliseconds}))


if __name__ == "__main__":
    main()
