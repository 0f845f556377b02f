"""Route of the menu."""

from django.http import HttpRequest
from ninja import Router

from tongyun.kernel.facade import Schema, allows, guarded

from ..menus import MENU, MenuEntry

router = Router(tags=["products"])

EVERYBODY = "signed-in"


class MenuOut(Schema):
    """One line of the menu with the lines below it."""

    key: str
    title: str
    title_en: str
    href: str
    icon: str
    #: The heading it stands under in its group; empty for none.
    section: str
    section_en: str
    children: list["MenuOut"]


@router.get("/menu", response=list[MenuOut], **guarded("signed-in"))
def menu(request: HttpRequest) -> list[MenuOut]:
    """What the signed-in user may open."""
    return [_shown(entry) for entry in MENU if _visible(entry)]


def _visible(entry: MenuEntry) -> bool:
    if entry.children:
        return any(_visible(child) for child in entry.children)
    return entry.permission == EVERYBODY or allows(entry.permission)


def _shown(entry: MenuEntry) -> MenuOut:
    children = [_shown(child) for child in entry.children if _visible(child)]
    return MenuOut(
        key=entry.key,
        title=entry.title_zh,
        title_en=entry.title_en,
        href=entry.href,
        icon=entry.icon,
        section=entry.section[0],
        section_en=entry.section[1],
        children=children,
    )
