"""The agent task by a Python client: reads {client, url, prompt, tools, results} on stdin, writes {calls, answer} to stdout."""
import json
import sys

task = json.load(sys.stdin)
calls = []


def run(name, args):
    calls.append({"name": name, "args": args})
    return task["results"][name]


def with_requests():
    import requests

    messages = [{"role": "user", "content": task["prompt"]}]
    tools = [{"type": "function", "function": {"name": n, "parameters": p}} for n, p in task["tools"].items()]
    while True:
        body = {"model": "scripted", "messages": messages, "tools": tools}
        answer = requests.post(task["url"] + "/v1/chat/completions", json=body, timeout=20)
        answer.raise_for_status()
        message = answer.json()["choices"][0]["message"]
        if not message.get("tool_calls"):
            return message["content"]
        messages.append(message)
        for call in message["tool_calls"]:
            result = run(call["function"]["name"], json.loads(call["function"]["arguments"]))
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": result})


def with_openai():
    from openai import OpenAI

    client = OpenAI(base_url=task["url"] + "/v1", api_key="sk-test", max_retries=0)
    messages = [{"role": "user", "content": task["prompt"]}]
    tools = [{"type": "function", "function": {"name": n, "parameters": p}} for n, p in task["tools"].items()]
    while True:
        with client.chat.completions.stream(model="scripted", messages=messages, tools=tools) as stream:
            message = stream.get_final_completion().choices[0].message
        if not message.tool_calls:
            return message.content
        messages.append(message.model_dump(include={"role", "content", "tool_calls"}))
        for call in message.tool_calls:
            result = run(call.function.name, json.loads(call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})


def with_anthropic():
    from anthropic import Anthropic

    client = Anthropic(base_url=task["url"] + "/anthropic", api_key="sk-test", max_retries=0)
    messages = [{"role": "user", "content": task["prompt"]}]
    tools = [{"name": n, "input_schema": p} for n, p in task["tools"].items()]
    while True:
        with client.messages.stream(model="scripted", max_tokens=100, messages=messages, tools=tools) as stream:
            content = stream.get_final_message().content
        uses = [block for block in content if block.type == "tool_use"]
        if not uses:
            return "".join(block.text for block in content)
        messages.append({"role": "assistant", "content": [block.model_dump() for block in content]})
        results = [{"type": "tool_result", "tool_use_id": u.id, "content": run(u.name, u.input)} for u in uses]
        messages.append({"role": "user", "content": results})


clients = {"requests": with_requests, "openai": with_openai, "anthropic": with_anthropic}
print(json.dumps({"answer": clients[task["client"]](), "calls": calls}))
