"""The demo company, for trying the desk with no token at all. Its people, products and texts stand in the files beside this one."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from desk.policies import PolicyRow

HERE = Path(__file__).parent
MARK = "demo.loaded"


async def is_demo(session: AsyncSession) -> bool:
    return await session.get(PolicyRow, MARK) is not None
