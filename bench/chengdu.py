"""An estate of Chengdu's size: 118 organisations and 3,300 people, the same on every machine.

    python -m bench.chengdu --csv FOLDER   two tables that the import page takes
    python -m bench.chengdu --fill         into the database of TONGYUN_DATA, through the import itself

Other benchmarks call `fill()`. People, phones and numbers are made up.
"""

import argparse
import csv
import io
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PEOPLE = 3300
SEED = 20261121
DISTRICTS = _words(
    """
    锦江区 青羊区 金牛区 武侯区 成华区 龙泉驿区 青白江区 新都区 温江区 双流区 郫都区 新津区 简阳市 都江堰市
    彭州市 邛崃市 崇州市 金堂县 大邑县 蒲江县 高新区 天府新区 东部新区
    """
)
BUREAUS = _words(
    """
    发展改革委 经信局 教育局 科技局 公安局 民政局 司法局 财政局 人社局 规划和自然资源局 生态环境局 住建局
    城管委 交通局 水务局 农业农村局 商务局 文广旅局 卫健委 退役军人局 应急局 审计局 国资委 市场监管局 体育局
    统计局 医保局 信访局 金融监管局 口岸物流办 投促局 公园城市局 网络理政办 机关事务局 档案馆 数据局
    大数据中心 智慧蓉城运行中心 公积金中心 公共资源交易中心
    """
)
PROVIDERS = ("一号云服务商", "二号云服务商", "平台运维服务商", "网络运维服务商", "安全服务商", "机房运维服务商")
SUPERVISORS = ("第一监理单位", "第二监理单位")
SURNAMES = _words(
    """
    王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he
    高gao 林lin 罗luo
    """
)
GIVEN = _words(
    """
    伟wei 芳fang 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 明ming
    超chao 霞xia 平ping 刚gang 桂英guiying 建华jianhua 志强zhiqiang 晓东xiaodong 海燕haiyan 雪梅xuemei
    国栋guodong 思源siyuan
    """
)

UNIT_HEADINGS = ("编码", "名称", "上级编码", "类型", "行政区划级别", "职能职责", "联系人", "联系电话", "排序")
PEOPLE_HEADINGS = ("用户名", "姓名", "机构编码", "工号", "手机", "邮箱")


def units() -> list[tuple[str, ...]]:
    """118 units: the city, its bureaus, 23 districts with two offices each, providers and supervisors."""
    rows = [("cd", "成都市", "", "管理单位", "市", "统筹全市政务信息化建设和运行。", "值班室", "028-61880000", "0")]
    for place, name in enumerate(BUREAUS, start=1):
        duties = f"负责{name}职责范围内的业务系统使用和管理。"
        rows.append(
            (f"cd-{place:02}", f"成都市{name}", "cd", "使用单位", "市", duties, "值班室", _phone(place), str(place))
        )
    for place, name in enumerate(DISTRICTS, start=1):
        code = f"cd-q{place:02}"
        rows.append((code, name, "cd", "管理单位", "区县", f"统筹{name}政务信息化工作。", "", "", str(100 + place)))
        for office, title in (("sj", "数据局"), ("yx", "智慧蓉城运行中心")):
            duties = f"负责{name}{title}的日常运行。"
            rows.append((f"{code}-{office}", f"{name}{title}", code, "使用单位", "区县", duties, "", "", "1"))
    companies = [*((name, "服务商") for name in PROVIDERS), *((name, "监理单位") for name in SUPERVISORS)]
    for place, (name, kind) in enumerate(companies, start=1):
        rows.append((f"co-{place:02}", name, "", kind, "", "", "", "", str(200 + place)))
    return rows


def people(count: int = PEOPLE) -> Iterator[tuple[str, ...]]:
    """People of these units under made-up names; user names are unique."""
    chance = random.Random(SEED)
    codes = [row[0] for row in units()]
    for number in range(count):
        surname, given = chance.choice(SURNAMES), chance.choice(GIVEN)
        name = _chinese(surname) + _chinese(given)
        username = f"{_latin(surname)}.{_latin(given)}{number:04}"
        # The city's own bureaus are larger than a district's offices.
        code = codes[number % len(codes)] if number % 3 else codes[1 + chance.randrange(len(BUREAUS))]
        phone = f"138{chance.randrange(10**8):08}"
        yield username, name, code, f"{number + 1:06}", phone, f"{username}@example.gov.cn"


def tables() -> dict[str, bytes]:
    """Both tables as csv."""
    return {
        "organisations": _table(UNIT_HEADINGS, units()),
        "users": _table(PEOPLE_HEADINGS, people()),
    }


def fill() -> dict[str, float]:
    """Put the estate into the database through the import; Django must be set up. Returns the seconds of each step.

    A worker of a running installation is kept away from it, so that the times are those of the import alone.
    """
    from django.db import transaction  # noqa: PLC0415 - only once Django is set up

    from tongyun.kernel.contracts import Task, utc_now  # noqa: PLC0415
    from tongyun.kernel.facade import cancel_later  # noqa: PLC0415
    from tongyun.kernel.services.imports import running  # noqa: PLC0415

    spent: dict[str, float] = {}
    for kind, content in tables().items():
        with transaction.atomic():
            run = running.begin_import(kind, f"{kind}.csv", content)
            cancel_later(running.CHECK_TASK, str(run.id))
        task = Task(run.id, "", str(run.id), {"run": str(run.id)}, utc_now(), 1)
        started = time.perf_counter()
        running.check(task)
        checked = time.perf_counter()
        with transaction.atomic():
            running.apply_import(run.id)
            cancel_later(running.APPLY_TASK, str(run.id))
            running.write(task)
        spent[f"{kind}_check_s"] = round(checked - started, 2)
        spent[f"{kind}_apply_s"] = round(time.perf_counter() - checked, 2)
        run.refresh_from_db()
        if run.state != "applied":
            raise RuntimeError(f"{kind}: {run.state} {run.problem}")
    return spent


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _phone(number: int) -> str:
    return f"028-6188{number:04}"


def _chinese(text: str) -> str:
    return "".join(letter for letter in text if not letter.isascii())


def _latin(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii())


def main() -> int:
    """Write the tables, or fill a database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--csv", type=Path, help="folder for organisations.csv and users.csv")
    parser.add_argument("--fill", action="store_true", help="fill the database of TONGYUN_DATA")
    chosen = parser.parse_args()
    if chosen.csv:
        chosen.csv.mkdir(parents=True, exist_ok=True)
        for kind, content in tables().items():
            (chosen.csv / f"{kind}.csv").write_bytes(content)
    if chosen.fill:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongyun.project.settings")
        import django  # noqa: PLC0415

        django.setup()
        print(fill())
    return 0


if __name__ == "__main__":
    sys.exit(main())
