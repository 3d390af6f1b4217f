"""agent-orchestrator: runs wait in a Redis queue; a worker takes them. Agents are looked up in core-api."""

import asyncio
import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path

import redis.asyncio as redis
from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel

app = FastAPI(title="agent-orchestrator", version="0.1.0")
requests_total: dict[tuple[str, int], int] = {}
started = time.time()


@app.on_event("startup")
async def start() -> None:
    app.state.redis = redis.Redis(
        host=os.environ["REDIS_HOST"], password=Path(os.environ["REDIS_PASSWORD_FILE"]).read_text().strip(),
        decode_responses=True, socket_connect_timeout=3)
    app.state.worker = asyncio.create_task(work())


@app.on_event("shutdown")
async def stop() -> None:
    app.state.worker.cancel()
    await asyncio.gather(app.state.worker, return_exceptions=True)
    await app.state.redis.close()


async def work() -> None:
    while True:
        try:
            item = await app.state.redis.blpop("runs:queue", timeout=5)
            if item is None:
                continue
            key = f"run:{item[1]}"
            words = len((await app.state.redis.hget(key, "input") or "").split())
            await app.state.redis.hset(key, mapping={"state": "done", "result": f"{words} words"})
            await app.state.redis.incr("runs:done")
        except redis.RedisError:
            await asyncio.sleep(1)


@app.middleware("http")
async def count(request: Request, call_next) -> Response:
    response = await call_next(request)
    key = (request.method, response.status_code)
    requests_total[key] = requests_total.get(key, 0) + 1
    return response


# Only the store without which no request can be served: were core-api part of this answer, one failure
# would make the whole stack look broken and hide where it is.
@app.get("/health")
async def health(response: Response) -> dict:
    try:
        await asyncio.wait_for(app.state.redis.ping(), timeout=2)
        return {"status": "ok", "redis": "ok"}
    except Exception as error:
        response.status_code = 503
        return {"status": "unavailable", "redis": f"{type(error).__name__}: {error}"}


@app.get("/metrics")
async def metrics() -> Response:
    done, waiting = await asyncio.gather(app.state.redis.get("runs:done"), app.state.redis.llen("runs:queue"))
    lines = ["# TYPE http_requests_total counter"]
    lines += [f'http_requests_total{{method="{m}",status="{s}"}} {n}' for (m, s), n in sorted(requests_total.items())]
    lines += ["# TYPE runs_done_total counter", f"runs_done_total {done or 0}"]
    lines += ["# TYPE runs_waiting gauge", f"runs_waiting {waiting}"]
    lines += ["# TYPE process_start_time_seconds gauge", f"process_start_time_seconds {started:.3f}"]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def fetch_agent(agent_id: int) -> dict | None:
    try:
        with urllib.request.urlopen(f"{os.environ['CORE_API_URL']}/agents/{agent_id}", timeout=3) as reply:
            return json.load(reply)
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise


class NewRun(BaseModel):
    agent_id: int
    input: str


@app.post("/runs", status_code=202)
async def create_run(run: NewRun) -> dict:
    try:
        agent = await asyncio.to_thread(fetch_agent, run.agent_id)
    except OSError as error:
        raise HTTPException(502, f"core-api: {error}")
    if agent is None:
        raise HTTPException(404, "no such agent")
    number = await app.state.redis.incr("runs:next")
    async with app.state.redis.pipeline(transaction=True) as pipe:
        pipe.hset(f"run:{number}", mapping={"agent": agent["name"], "input": run.input, "state": "waiting"})
        pipe.expire(f"run:{number}", 86400)
        pipe.rpush("runs:queue", number)
        await pipe.execute()
    return {"id": number, "agent": agent["name"], "state": "waiting"}


@app.get("/runs/{number}")
async def get_run(number: int) -> dict:
    run = await app.state.redis.hgetall(f"run:{number}")
    if not run:
        raise HTTPException(404, "no such run")
    return {"id": number, **run}
