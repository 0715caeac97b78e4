"""What the supervisor tells the person at the terminal."""

import sys

from coalition.platform.server.environment import Environment

DEMO_PASSWORD = "commonlist-demo"  # noqa: S105  # printed on the screen; impossible outside demo mode
DEMO_ORGANIZATIONS = ("harbor-tenants", "valley-workers", "river-climate", "vecinos-unidos")
DEMO_ROLES = ("admin", "organizer", "fundraiser", "analyst", "volunteer")


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def say_ready(environment: Environment, *, seconds: float) -> None:
    """The address and, in the demo, who can sign in."""
    say(f"Ready in {seconds:.1f} s.\n\n    {environment.address}\n")
    if environment.demo:
        if not environment.empty:
            say(demo_logins())
        say(f"Mail and texts land in {environment.address}/outbox/; logs in {environment.home / 'logs'}.")
    say("Ctrl-C stops it.")


def demo_logins() -> str:
    """The table of demo logins, one organization a row."""
    width = max(len(role) for role in DEMO_ROLES) + len("@") + max(map(len, DEMO_ORGANIZATIONS)) + len(".example")
    lines = [f"Sign in with the password {DEMO_PASSWORD} as", "    coordinator@commonlist.example"]
    for slug in DEMO_ORGANIZATIONS:
        lines += [f"    {f'{role}@{slug}.example':<{width}}" for role in DEMO_ROLES]
    return "\n".join(_two_columns(lines[0], lines[1], lines[2:]))


def _two_columns(title: str, first: str, rest: list[str]) -> list[str]:
    half = len(rest) // 2
    return [
        title,
        first,
        *(f"{left}{right}".rstrip() for left, right in zip(rest[:half], rest[half:], strict=True)),
        "",
    ]
