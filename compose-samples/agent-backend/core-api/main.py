"""core-api: the register of agents, in PostgreSQL. New agents are announced on a Redis channel."""

import asyncio
import os
import time
from pathlib import Path

import asyncpg
import redis.asyncio as redis
from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, constr

app = FastAPI(title="core-api", version="0.1.0")
requests_total: dict[tuple[str, int], int] = {}
started = time.time()


def secret(name: str) -> str:
    return Path(os.environ[name]).read_text().strip()


@app.on_event("startup")
async def open_stores() -> None:
    # Both connect at first use and again after a loss: the service starts without its stores, and says so.
    app.state.db = await asyncpg.create_pool(
        host=os.environ["POSTGRES_HOST"], user=os.environ["POSTGRES_USER"], database=os.environ["POSTGRES_DB"],
        password=secret("POSTGRES_PASSWORD_FILE"), min_size=0, max_size=5, timeout=3, command_timeout=5)
    app.state.redis = redis.Redis(
        host=os.environ["REDIS_HOST"], password=secret("REDIS_PASSWORD_FILE"), decode_responses=True,
        socket_timeout=3, socket_connect_timeout=3)


@app.on_event("shutdown")
async def close_stores() -> None:
    app.state.db.terminate()
    await app.state.redis.close()


@app.middleware("http")
async def count(request: Request, call_next) -> Response:
    response = await call_next(request)
    key = (request.method, response.status_code)
    requests_total[key] = requests_total.get(key, 0) + 1
    return response


async def check(probe) -> str:
    try:
        await asyncio.wait_for(probe, timeout=2)
        return "ok"
    except Exception as error:  # whatever keeps the store from answering is the answer
        return f"{type(error).__name__}: {error}"


@app.get("/health")
async def health(response: Response) -> dict:
    postgres, cache = await asyncio.gather(
        check(app.state.db.fetchval("SELECT 1 FROM agents LIMIT 1")), check(app.state.redis.ping()))
    healthy = postgres == cache == "ok"
    response.status_code = 200 if healthy else 503
    return {"status": "ok" if healthy else "unavailable", "postgres": postgres, "redis": cache}


@app.get("/metrics")
async def metrics() -> Response:
    lines = ["# TYPE http_requests_total counter"]
    lines += [f'http_requests_total{{method="{m}",status="{s}"}} {n}' for (m, s), n in sorted(requests_total.items())]
    lines += ["# TYPE process_start_time_seconds gauge", f"process_start_time_seconds {started:.3f}"]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


class NewAgent(BaseModel):
    name: constr(min_length=1, max_length=100)
    purpose: str = ""


@app.post("/agents", status_code=201)
async def create_agent(agent: NewAgent) -> dict:
    try:
        row = await app.state.db.fetchrow(
            "INSERT INTO agents (name, purpose) VALUES ($1, $2) RETURNING id, name, purpose", agent.name, agent.purpose)
    except asyncpg.UniqueViolationError:
        raise HTTPException(409, f"there is an agent called {agent.name!r} already")
    await app.state.redis.publish("agents", row["id"])
    return dict(row)


@app.get("/agents")
async def list_agents() -> list:
    return [dict(row) for row in await app.state.db.fetch("SELECT id, name, purpose FROM agents ORDER BY id LIMIT 100")]


@app.get("/agents/{agent_id}")
async def get_agent(agent_id: int) -> dict:
    row = await app.state.db.fetchrow("SELECT id, name, purpose FROM agents WHERE id = $1", agent_id)
    if row is None:
        raise HTTPException(404, "no such agent")
    return dict(row)
