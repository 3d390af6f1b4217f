"""knowledge-service: full-text search over documents in PostgreSQL, cached in Redis; Qdrant when it is there."""

import asyncio
import json
import os
import time
import urllib.request
from pathlib import Path

import asyncpg
import redis.asyncio as redis
from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, constr

app = FastAPI(title="knowledge-service", version="0.1.0")
requests_total: dict[tuple[str, int], int] = {}
cache_total = {"hit": 0, "miss": 0}
started = time.time()
qdrant_url = os.environ.get("QDRANT_URL", "")


def secret(name: str) -> str:
    return Path(os.environ[name]).read_text().strip()


@app.on_event("startup")
async def open_stores() -> None:
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


def ask_qdrant(path: str) -> bytes:
    with urllib.request.urlopen(qdrant_url + path, timeout=2) as reply:
        return reply.read()


async def check(probe) -> str:
    try:
        await asyncio.wait_for(probe, timeout=2)
        return "ok"
    except Exception as error:  # whatever keeps the store from answering is the answer
        return f"{type(error).__name__}: {error}"


@app.get("/health")
async def health(response: Response) -> dict:
    probes = {"postgres": app.state.db.fetchval("SELECT 1 FROM documents LIMIT 1"), "redis": app.state.redis.ping()}
    if qdrant_url:
        probes["qdrant"] = asyncio.to_thread(ask_qdrant, "/readyz")
    stores = dict(zip(probes, await asyncio.gather(*map(check, probes.values()))))
    healthy = all(answer == "ok" for answer in stores.values())
    response.status_code = 200 if healthy else 503
    return {"status": "ok" if healthy else "unavailable", **stores}


@app.get("/metrics")
async def metrics() -> Response:
    lines = ["# TYPE http_requests_total counter"]
    lines += [f'http_requests_total{{method="{m}",status="{s}"}} {n}' for (m, s), n in sorted(requests_total.items())]
    lines += ["# TYPE search_cache_total counter"]
    lines += [f'search_cache_total{{result="{result}"}} {n}' for result, n in cache_total.items()]
    lines += ["# TYPE process_start_time_seconds gauge", f"process_start_time_seconds {started:.3f}"]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


class NewDocument(BaseModel):
    title: constr(min_length=1, max_length=200)
    body: str


@app.post("/documents", status_code=201)
async def create_document(document: NewDocument) -> dict:
    number = await app.state.db.fetchval(
        "INSERT INTO documents (title, body) VALUES ($1, $2) RETURNING id", document.title, document.body)
    await app.state.redis.incr("search:generation")  # older answers in the cache are no longer asked for
    return {"id": number, "title": document.title}


@app.get("/search")
async def search(q: str, response: Response) -> list:
    key = f"search:{await app.state.redis.get('search:generation') or 0}:{q}"
    cached = await app.state.redis.get(key)
    result = "miss" if cached is None else "hit"
    cache_total[result] += 1
    response.headers["X-Cache"] = result
    if cached is not None:
        return json.loads(cached)
    rows = await app.state.db.fetch(
        "SELECT id, title FROM documents, plainto_tsquery('english', $1) query WHERE words @@ query "
        "ORDER BY ts_rank(words, query) DESC LIMIT 20", q)
    answer = [dict(row) for row in rows]
    await app.state.redis.set(key, json.dumps(answer), ex=60)
    return answer


@app.get("/collections")
async def collections() -> dict:
    if not qdrant_url:
        raise HTTPException(404, "Qdrant is not part of this deployment (profile: vector)")
    try:
        return json.loads(await asyncio.to_thread(ask_qdrant, "/collections"))
    except OSError as error:
        raise HTTPException(502, f"qdrant: {error}")
