"""Tokens for agents elsewhere."""

from tongyun.project.cli.django_setup import setup

setup()

from django.conf import settings  # noqa: E402 - after Django is set up

from tongyun.kernel.services.access import issue_token  # noqa: E402


def agent_token(name: str) -> int:
    """Print a new agent token and how to use it."""
    token = issue_token("agent", name)
    url = settings.TONGYUN.public_url
    print(f"令牌（仅显示一次）：{token}")
    print("在目标主机上执行：")
    print(f"  curl -fsS {url}/api/v1/agent/program -o tongyun_agent.py")
    print(f"  (umask 077; echo {token} > agent.token)")
    print(f"  python3 tongyun_agent.py --url {url} --token-file agent.token --state-dir ./agent-state")
    return 0
