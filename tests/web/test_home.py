from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine


def test_health(client: FlaskClient, engine: MemoryEngine) -> None:
    """A monitor learns that the service answers and which release it serves."""
    response = client.get("/health")
    assert response.get_json() == {"status": "ok", "release": engine.release}
    assert response.headers["Cache-Control"] == "no-store"
    assert client.head("/health").status_code == 200
