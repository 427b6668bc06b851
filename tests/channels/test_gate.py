"""Sessions: opened by key and origin, sliding, and over in time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import jwt
import pytest

from advisor.channels.gate import LASTS, SLIDES, Gate
from advisor.channels.registry import Channels, Made
from advisor.errors import AdvisorError, InvalidInput, NotAllowed, NotAuthenticated, NotFound
from advisor.models.channel import ChannelIn
from advisor.storage.channels import ChannelRepository, WidgetDoor
from advisor.storage.database import Database
from tests.conftest import NOW

PAGE = "https://intra.corp.cn"


class World:
    """A database, a clock that can be put forward, and ids that are counted."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'advisor.db'}")
        self.now, self._number = NOW, 0
        self.gate = Gate(lambda: WidgetDoor(self.database), lambda: self.now, self.new_id)
        self.channels = Channels(lambda tenant: ChannelRepository(self.database, tenant), lambda: self.now, self.new_id)

    def new_id(self) -> str:
        self._number += 1
        return f"id-{self._number}"

    def channel(self, **wanted: object) -> Made:
        return self.channels.create("home", ChannelIn.model_validate({"name": "x", "origins": (PAGE,), **wanted}))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.database.close()


def signed(made: Made, world: World, jti: str = "j1", sub: str = "u1") -> str:
    at = int(world.now.timestamp())
    claims = {"sub": sub, "aud": made.channel.id, "iat": at, "exp": at + 300, "jti": jti}
    return jwt.encode(claims, made.secret or "", algorithm="HS256")


def test_a_key_and_a_page_open_a_session_that_may_only_converse(world: World) -> None:
    made = world.channel()
    opened = world.gate.open(made.channel.public_key, PAGE, None)
    principal = world.gate.principal(opened.secret, PAGE)
    assert principal.scopes == {"chat"}
    assert principal.tenant_id == "home"
    assert principal.subject == f"{made.channel.id}/{opened.subject}"


def test_a_session_slides_while_it_is_used_but_not_beyond_eight_hours(world: World) -> None:
    secret = world.gate.open(world.channel().channel.public_key, PAGE, None).secret
    while world.now + timedelta(minutes=20) < NOW + LASTS:
        world.now += timedelta(minutes=20)
        world.gate.principal(secret, PAGE)
    world.now = NOW + LASTS
    with pytest.raises(NotAuthenticated) as over:
        world.gate.principal(secret, PAGE)
    assert over.value.code == "session_expired"


def test_an_idle_session_is_over_after_half_an_hour(world: World) -> None:
    secret = world.gate.open(world.channel().channel.public_key, PAGE, None).secret
    world.now += SLIDES
    with pytest.raises(NotAuthenticated):
        world.gate.principal(secret, PAGE)


def test_only_the_hash_of_a_session_is_kept(world: World, tmp_path: Path) -> None:
    secret = world.gate.open(world.channel().channel.public_key, PAGE, None).secret
    world.database.close()
    assert secret.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.cn", "http://intra.corp.cn", "https://intra.corp.cn:444"]
)
def test_a_foreign_page_neither_opens_nor_uses_a_session(world: World, origin: str | None) -> None:
    made = world.channel()
    with pytest.raises(NotAllowed):
        world.gate.open(made.channel.public_key, origin, None)
    secret = world.gate.open(made.channel.public_key, PAGE, None).secret
    if origin is not None:
        with pytest.raises(NotAllowed):
            world.gate.principal(secret, origin)


def test_a_channel_that_is_switched_off_or_closed_to_a_page_ends_its_sessions(world: World) -> None:
    made = world.channel()
    secret = world.gate.open(made.channel.public_key, PAGE, None).secret
    world.channels.allow("home", made.channel.id, ("https://other.corp.cn",))
    with pytest.raises(NotAllowed):
        world.gate.principal(secret, PAGE)
    world.channels.allow("home", made.channel.id, (PAGE,))
    world.gate.principal(secret, PAGE)
    world.channels.disable("home", made.channel.id)
    for origin in (PAGE, None):
        with pytest.raises(NotAllowed):
            world.gate.principal(secret, origin)


def test_an_identity_is_used_once(world: World) -> None:
    made = world.channel(identity="HS256", anonymous=False)
    token = signed(made, world)
    assert world.gate.open(made.channel.public_key, PAGE, token).subject == "u1"
    with pytest.raises(NotAuthenticated):
        world.gate.open(made.channel.public_key, PAGE, token)
    assert world.gate.open(made.channel.public_key, PAGE, signed(made, world, "j2")).subject == "u1"


def test_the_same_name_from_two_hosts_is_two_subjects(world: World) -> None:
    subjects = set()
    for _ in range(2):
        made = world.channel(identity="HS256")
        opened = world.gate.open(made.channel.public_key, PAGE, signed(made, world))
        subjects.add(world.gate.principal(opened.secret, PAGE).subject)
    assert len(subjects) == 2


def test_a_channel_for_signed_in_people_takes_nobody_else(world: World) -> None:
    made = world.channel(identity="HS256", anonymous=False)
    with pytest.raises(NotAuthenticated) as refused:
        world.gate.open(made.channel.public_key, PAGE, None)
    assert refused.value.code == "identity_required"


def test_rotating_makes_the_old_key_and_the_old_secret_useless(world: World) -> None:
    made = world.channel(identity="HS256")
    rotated = world.channels.rotate("home", made.channel.id)
    with pytest.raises(NotFound):
        world.gate.open(made.channel.public_key, PAGE, None)
    with pytest.raises(NotAuthenticated):
        world.gate.open(rotated.channel.public_key, PAGE, signed(made, world))
    assert world.gate.open(rotated.channel.public_key, PAGE, signed(rotated, world)).subject == "u1"


def test_changing_a_channel_keeps_its_key_and_its_secret(world: World) -> None:
    made = world.channel(identity="HS256")
    wanted = ChannelIn(name="y", origins=(PAGE, "*.corp.cn"), identity="HS256", scope="faq")
    changed = world.channels.change("home", made.channel.id, wanted)
    assert changed.secret is None
    assert changed.channel.public_key == made.channel.public_key
    opened = world.gate.open(made.channel.public_key, "https://a.corp.cn", signed(made, world))
    assert world.gate.principal(opened.secret, PAGE).answers_only


def test_another_tenant_s_channel_is_not_there(world: World) -> None:
    made = world.channel()
    assert world.channels.list("other") == ()
    for act in (world.channels.get, world.channels.rotate, world.channels.disable):
        with pytest.raises(NotFound):
            act("other", made.channel.id)


@pytest.mark.parametrize(
    "wanted", [{"identity": "RS256"}, {"identity": "RS256", "public_key": "x"}, {"origins": ("*",)}]
)
def test_a_channel_that_could_not_work_is_not_made(world: World, wanted: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        world.channel(**wanted)
    assert world.channels.list("home") == ()


def test_a_session_that_never_was_is_told_apart_from_nothing(world: World) -> None:
    with pytest.raises(AdvisorError) as refused:
        world.gate.principal("ws_nonsense", PAGE)
    assert refused.value.code == "not_authenticated"
