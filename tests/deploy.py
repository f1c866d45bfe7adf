"""Reads the files of a deployment as Docker would: commands and environment, with what they leave open filled in."""

import json
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::([?-])([^}]*))?\}")


def example_environment() -> dict[str, str]:
    """Return what deploy/env.example sets."""
    lines = (ROOT / "deploy" / "env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def filled(text: str, values: dict[str, str]) -> str:
    """Fill in ${NAME}, ${NAME:-default} and ${NAME:?must be set}; `$$` becomes `$`."""

    def value(found: re.Match) -> str:
        name, kind, rest = found.groups()
        if name is None:
            return "$"
        if kind == "-":
            return values.get(name) or rest
        assert values.get(name), f"{name}: {rest}"
        return values[name]

    return VARIABLE.sub(value, text)


def command(service: str, values: dict[str, str]) -> list[str]:
    """Return what a service runs: its own command, or the image's."""
    own = compose()["services"][service].get("command") or json.loads(instruction("CMD"))
    return [filled(word, values) for word in own]


def environment(service: str, values: dict[str, str]) -> dict[str, str]:
    return {name: filled(value, values) for name, value in compose()["services"][service]["environment"].items()}


def instruction(start: str) -> str:
    """Return the last instruction of the Dockerfile that begins so, in one line and without that beginning."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    (*_, last) = [line for line in text.splitlines() if line.strip().startswith(start)]
    return " ".join(last.strip().removeprefix(start).split())
